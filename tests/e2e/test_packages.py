"""Imported activities: played, left by keyboard, and unable to touch the site."""

import os
import re
import subprocess
import sys

import pytest

from tests.parcours import packages

from .running import ROOT, free_port, running_site

pytestmark = pytest.mark.e2e
ETAPE = "/fr/parcours/alliances-et-territoires/pourquoi-faire-alliance/"
BLOCKS = {name: f"{digit * 8}-0000-4000-8000-000000000000" for name, digit in (("scorm12", "1"), ("scorm2004", "2"), ("h5p", "3"), ("hostile", "4"))}  # fmt: skip
ADD = """
from django.core.files import File
from parcours.models import EtapePage, ImportedPackage
etape = EtapePage.objects.get(slug="pourquoi-faire-alliance", locale__language_code="fr")
raw = list(etape.body.raw_data)
for name, block in json.loads(BLOCKS).items():
    with open(f"{FOLDER}/{name}.zip", "rb") as file:
        package = ImportedPackage(title=f"Activité {name}", alternative="On classe.", credit="X", licence="CC0", file=File(file, name="x.zip"))
        package.full_clean()
        package.save()
    raw.append({"type": "imported", "id": block, "value": {"package": package.pk, "text": "Un jeu."}})
etape.body = raw
etape.save_revision().publish()
"""
# Everything that a page of the site could do, tried one after the other.
HOSTILE = """
const said = {};
const attempt = async (name, act) => { try { said[name] = String(await act()); } catch (error) { said[name] = 'refused'; } };
(async () => {
  await attempt('parent', () => parent.document.body.innerHTML.length);
  await attempt('top', () => { if (top === self) throw 0; top.location = 'https://evil.example/'; return 'asked'; });
  await attempt('cookie', () => document.cookie);
  await attempt('write cookie', () => { document.cookie = 'apprenant=forged; path=/'; return document.cookie; });
  await attempt('export', async () => (await fetch('/fr/mon-parcours/export.json', { credentials: 'include' })).status);
  await attempt('post', async () => (await fetch('/fr/mon-parcours/effacer/', { method: 'POST', body: new URLSearchParams({ sure: 1 }), credentials: 'include', mode: 'no-cors' })).type);
  await attempt('worker', async () => (await navigator.serviceWorker.register('/fr/parcours/hors-connexion.js', { scope: '/fr/parcours/' })).scope);
  await attempt('window', () => open('https://evil.example/') ? 'opened' : 'refused');
  await attempt('outside', async () => (await fetch('https://evil.example/')).status);
  await attempt('picture', () => new Promise((done, failed) => { const i = new Image(); i.onload = () => done('seen'); i.onerror = failed; i.src = 'https://evil.example/i.png'; }));
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: '/fr/mon-parcours/effacer/' });
  document.body.append(form); form.submit();
  parent.postMessage({ activity: true, score: 99, done: 'yes', height: 1e9, html: '<b>x</b>' }, '*');
  document.body.dataset.said = JSON.stringify(said);
})();
addEventListener('keydown', (event) => { if (event.key === 'Tab') event.preventDefault(); });
"""


@pytest.fixture(scope="module", params=[False, True], ids=["same host", "own origin"])
def activities(request, tmp_path_factory):
    """The site with four packages in an étape; on one host, or with an origin for them."""
    var = tmp_path_factory.mktemp("activities")
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    own = {"PACKAGES_ORIGIN": f"http://localhost:{port}", "SITE_URL": site}
    with running_site(var, port=port, **(own if request.param else {})):
        made = {
            "scorm12": packages.scorm12(),
            "scorm2004": packages.scorm2004(),
            "h5p": packages.h5p(),
            "hostile": packages.zipped(packages.scorm_parts(script=HOSTILE)),
        }
        for name, content in made.items():
            (var / f"{name}.zip").write_bytes(content.getvalue())
        script = f"import json\nFOLDER = {str(var)!r}\nBLOCKS = json.dumps({BLOCKS!r})\n{ADD}"
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
            cwd=ROOT, check=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "SITE_VAR": str(var), "DATABASE_URL": f"sqlite:///{var / 'site.sqlite3'}"},
        )  # fmt: skip
        yield site


@pytest.fixture
def open_activity(browser, activities):
    context = browser.new_context(base_url=activities, locale="fr-FR")

    def open_it(name):
        page = context.new_page()
        page.goto(f"{ETAPE}activite/{BLOCKS[name]}/")
        return page, page.frame_locator("iframe[data-activity]")

    yield open_it
    context.close()


@pytest.mark.parametrize(
    ("name", "button", "score"),
    [("scorm12", "#done", "80"), ("scorm2004", "#done", "60"), ("h5p", ".tiny-done", "75")],
)  # fmt: skip
def test_an_activity_is_played_and_what_it_announces_counts_for_nothing(
    open_activity, name, button, score
):
    page, frame = open_activity(name)
    frame.locator(button).click()

    page.locator("[data-announced]", has_text=re.compile(rf"{score}\s%")).wait_for()
    if name != "h5p":
        assert frame.locator("#api").inner_text() == "true"
    state = page.request.get("/fr/mon-parcours/etat.json").json()
    assert state["keeps"] is False and state["done"] == []
    assert page.context.cookies() == []


def test_a_hostile_activity_touches_nothing(open_activity, activities):
    page, frame = open_activity("scorm12")
    page.goto(ETAPE)
    page.get_by_role("button", name=re.compile("J.ai fait cette étape")).click()
    page.wait_for_url(re.compile("mon-parcours"))
    before = page.request.get("/fr/mon-parcours/export.json").json()
    cookies = page.context.cookies(activities)
    opened = []
    page.context.on("page", lambda other: opened.append(other.url))

    page, frame = open_activity("hostile")
    opened.clear()
    body = frame.locator("body[data-said]")
    body.wait_for(state="attached")
    said = page.frames[1].evaluate("JSON.parse(document.body.dataset.said)")

    said.pop("write cookie")  # with an origin of its own, it is there that it writes
    assert said.pop("cookie") in ("refused", "")
    assert said.pop("top") in ("refused", "asked")  # asked, and not obeyed:
    assert page.url.endswith(f"/activite/{BLOCKS['hostile']}/")
    assert set(said.values()) == {"refused"}, said
    page.wait_for_timeout(500)
    assert opened == []
    assert page.request.get("/fr/mon-parcours/export.json").json() == before
    assert page.context.cookies(activities) == cookies
    assert page.inner_text("[data-announced]") == ""
    assert page.locator("iframe").bounding_box()["height"] <= 4000


def test_opened_by_itself_a_package_is_as_harmless(open_activity):
    page, _frame = open_activity("hostile")
    page.goto(page.get_attribute("iframe", "src"))
    page.locator("body[data-said]").wait_for(state="attached")

    said = page.evaluate("JSON.parse(document.body.dataset.said)")
    for name in ("export", "post", "worker", "window", "outside"):
        assert said[name] == "refused", said


def test_a_keyboard_goes_in_and_out_even_where_the_activity_traps_it(open_activity):
    page, frame = open_activity("hostile")
    leave = page.locator("[data-leave]")
    frame.locator("body[data-said]").wait_for(state="attached")
    leave.focus()
    page.keyboard.press("Tab")
    frame.locator("#done").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"  # trapped

    page.keyboard.press("Escape")
    page.locator("[data-leave]:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(f"{ETAPE}#{BLOCKS['hostile']}")))


def test_without_javascript_the_way_out_and_the_words_are_there(browser, activities):
    context = browser.new_context(base_url=activities, java_script_enabled=False)
    page = context.new_page()
    page.goto(ETAPE)
    page.get_by_role("link", name=re.compile("Ouvrir l.activité")).first.click()

    page.get_by_text("On classe.").first.wait_for()
    page.get_by_role("link", name=re.compile("revenir à l.étape")).click()
    page.wait_for_url(re.compile(re.escape(ETAPE)))
    context.close()
