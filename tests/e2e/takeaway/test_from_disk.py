"""A package opened from disk: with the script, without it, by everybody."""

import json
import subprocess

import pytest

from tests.e2e.running import ROOT
from tests.parcours.takeaway.conftest import unzipped

from . import learners
from .platforms import play

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]


@pytest.fixture(params=["tout", "scorm-2004"])
def folder(made, request, tmp_path):
    for name, content in unzipped(made[request.param]).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


@pytest.fixture
def open_from_disk(browser, folder):
    opened = []

    def open_(**options):
        context = browser.new_context(locale="fr-FR", **options)
        opened.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.asked.append(f"error {error}"))
        page.goto(f"file://{folder}/index.html")
        return page

    yield open_
    for context in opened:
        context.close()


def test_a_learner_finds_again_what_they_did(open_from_disk, etapes):
    page = open_from_disk()
    page.wait_for_selector("html.plays", state="attached")
    play(page.main_frame, learners.perfect(etapes))
    assert page.locator("#progress").inner_text().endswith("100\u202f% des points")

    page.reload()
    page.wait_for_selector("html.plays", state="attached")

    assert "2 étapes sur 2" in page.locator("#progress").inner_text()
    assert page.locator("#finished").is_visible()
    page.goto(page.url.partition("#")[0] + "#etape-1")
    assert page.locator("form[data-activity='0'] input:checked").count() == 1
    assert [url for url in page.asked if not url.startswith("file://")] == []


def test_without_javascript_every_etape_is_read(open_from_disk):
    page = open_from_disk(java_script_enabled=False)

    shown = [page.locator(f"#etape-{number}").is_visible() for number in (1, 2)]
    assert shown == [True, True]
    assert page.get_by_text("Sans JavaScript").is_visible()
    assert page.get_by_role("button", name="Vérifier ma réponse").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(open_from_disk, etapes, scheme):
    page = open_from_disk(color_scheme=scheme, viewport={"width": 320, "height": 700})
    page.wait_for_selector("html.plays", state="attached")
    page.add_script_tag(path=ROOT / "node_modules/axe-core/axe.min.js")

    for place in ("parcours", "etape-1", "etape-2"):
        page.evaluate(f"location.hash = '{place}'")
        page.wait_for_timeout(100)
        if place == "etape-1":
            play(page.main_frame, learners.hesitant(etapes))
        found = page.evaluate("axe.run()")["violations"]
        assert [(place, each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_its_html_is_valid(folder):
    done = subprocess.run(
        ["java", "-jar", ROOT / "node_modules/vnu-jar/build/dist/vnu.jar", "--format", "json", folder / "index.html"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    told = json.loads(done.stderr)["messages"]
    assert [each["message"] for each in told if each["type"] == "error"] == []
