"""A learner loses the network: reads, answers, comes back; nothing is lost, nothing twice."""

import re
import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from .running import running_site

pytestmark = pytest.mark.e2e
PARCOURS = "/fr/parcours/alliances-et-territoires/"
ETAPE = PARCOURS + "pourquoi-faire-alliance/"
LAST = PARCOURS + "faire-le-premier-pas/"


@pytest.fixture
def page(context):
    """A page of a browser that has visited a parcours, and kept it."""
    page = context.new_page()
    visit(page, PARCOURS)
    return page


def with_outbox(page):
    """Have what waits at hand, which pages fetch only when something does."""
    page.evaluate(
        """async worker => {
            const script = await (await fetch(worker)).text();
            await import(script.split('"').find(word => word.includes('outbox')));
        }""",
        "/fr/parcours/hors-connexion.js",
    )


def visit(page, address):
    page.goto(address)
    page.locator("[data-kept]:not([hidden])").wait_for(state="attached")


def until(page, truth: str, seconds: float = 30):
    """Wait for what a script says; Playwright's own way wants `eval`, which pages refuse."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(truth):
        assert time.monotonic() < deadline, truth
        page.wait_for_timeout(100)


def export(page) -> list[dict]:
    return page.request.get("/fr/mon-parcours/export.json").json()["events"]


def typeset(text: str) -> re.Pattern:
    return re.compile(re.escape(text).replace("'", "['’]"))


def test_after_one_visit_every_etape_is_read_without_network(context, page):
    addresses = page.eval_on_selector_all(
        ".thread-step a", "links => links.map(link => link.pathname)"
    )
    titles = {}
    for address in addresses:
        titles[address] = context.request.get(address).text()
    context.set_offline(True)

    assert len(addresses) > 3
    for address in addresses:
        page.goto(address)
        title = page.inner_text("h1")
        assert title in titles[address]
        assert page.locator(".activity").count() == titles[address].count('class="activity ')  # fmt: skip
        # Styled and set in its own font, with its scripts: not a bare page.
        assert page.evaluate("getComputedStyle(document.querySelector('.header')).display") != "block"  # fmt: skip
        assert page.evaluate("document.fonts.check('700 20px \"Bricolage Grotesque\"')")
        page.locator("[data-away]").wait_for()
    page.goto(PARCOURS)
    assert page.locator(".thread-step").count() == len(addresses)
    assert context.cookies() == []


def test_elsewhere_under_the_parcours_a_page_says_what_can_be_read(context, page):
    context.set_offline(True)
    page.goto("/fr/parcours/nulle-part/")

    assert "réseau manque" in page.inner_text("h1")
    page.locator(f"main a[href='{PARCOURS}']").click()
    page.wait_for_url("**" + PARCOURS)


def test_the_worker_sees_no_other_page_and_keeps_nothing_personal(context, page):
    page.goto(ETAPE)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    assert page.evaluate("navigator.serviceWorker.controller") is None
    visit(page, ETAPE)

    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            return found;
        }"""
    )
    assert all(path.startswith(("/fr/parcours/", "/static/", "/media/images/")) for path in kept)  # fmt: skip
    assert "/fr/parcours/" not in kept and "/fr/mon-parcours/etat.json" not in kept
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/fr/vademecum/")


def mark(page):
    page.get_by_role("button", name=typeset("J'ai fait cette étape")).click()


def test_what_is_answered_without_network_is_sent_once(context, page):
    visit(page, ETAPE)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    before = len(export(page))
    context.set_offline(True)
    page.goto(ETAPE)
    page.get_by_label(typeset("Quel objectif de développement")).fill("l’odd 17")
    page.keyboard.press("Enter")

    page.locator("form .waits").wait_for()
    assert "retour du réseau" in page.inner_text("form .waits")
    assert page.evaluate("document.activeElement.className") == "correction waits"
    page.goto(LAST)
    mark(page)
    page.locator("[data-mark] .waits").wait_for()
    assert page.locator("[data-waiting]").inner_text().startswith("2 réponses")
    # Nothing typed is lost when the page is opened again.
    page.goto(ETAPE)
    page.locator("form .waits").wait_for()
    assert page.get_by_label(typeset("Quel objectif de développement")).input_value() == "l’odd 17"  # fmt: skip
    # The right answer is not on the device.
    assert "explication" not in page.content() and "C’est juste" not in page.content()

    context.set_offline(False)
    page.get_by_text(typeset("C'est juste.")).wait_for()
    until(page, "self.outbox?.all().then(all => !all.length)")
    sent = export(page)[before:]
    assert sorted(event["kind"] for event in sent) == ["answer", "done"]
    page.reload()
    page.wait_for_load_state("networkidle")
    assert export(page)[before:] == sent


def test_who_keeps_nothing_is_corrected_at_the_next_visit_and_stays_unknown(context, page):  # fmt: skip
    page.goto(ETAPE)
    context.set_offline(True)
    page.get_by_label(typeset("Quel objectif de développement")).fill("odd 16")
    page.keyboard.press("Enter")
    page.locator("form .waits").wait_for()
    page.goto(LAST)
    context.set_offline(False)

    told = page.locator("[data-told] a").first
    told.wait_for()
    told.click()
    page.locator("form .correction:not(.waits)").wait_for()
    assert context.cookies() == []


def test_a_first_mark_without_network_makes_one_learner(context, page):
    page.goto(LAST)
    context.set_offline(True)
    mark(page)
    page.locator("[data-mark] .waits").wait_for()
    context.set_offline(False)
    page.locator("[data-sent]").wait_for()

    assert [cookie["name"] for cookie in context.cookies()] == ["apprenant"]
    assert [event["kind"] for event in export(page)] == ["start", "done"]


def test_an_answer_of_the_server_that_never_came_back_is_sent_again_as_the_same(context, page):  # fmt: skip
    page.goto(LAST)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    visit(page, ETAPE)
    names = []

    def lose(route):
        names.append(dict(part.split("=") for part in route.request.post_data.split("&"))["uid"])  # fmt: skip
        with suppress(
            Error
        ):  # the page may be sending again when the route is taken off
            route.fetch()  # the server writes it…
            route.abort("connectionreset")  # …and the reader never knows

    context.route("**/faite/", lose)
    mark(page)
    page.locator("[data-mark] .waits").wait_for()
    context.unroute("**/faite/")
    page.reload()
    until(page, "self.outbox?.all().then(all => !all.length)")

    done = [event for event in export(page) if event["kind"] == "done"]
    assert len(done) == 2
    assert names[0] in {event["uid"] for event in done}


def test_two_tabs_and_two_hundred_answers_are_sent_once_each(context, page):
    page.goto(LAST)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    visit(page, ETAPE)
    other = context.new_page()
    other.goto(ETAPE)
    with_outbox(page)
    context.set_offline(True)
    # As many answers as may wait: two hundred, then one too many.
    names = page.evaluate(
        """async () => {
            const field = document.querySelector("main input[type=text][name^=answer-]");
            const names = [], action = new URL(field.form.action).pathname;
            for (let number = 0; number < 201; number++) {
                const uid = crypto.randomUUID();
                const body = new URLSearchParams({uid, [field.name]: `essai ${number}`, keep: '1'});
                const isKept = await outbox.keep(`${action}?${number}`, body, location.pathname, 'Étape');
                names.push(isKept ? uid : null);
            }
            dispatchEvent(new Event('waits'));
            return names;
        }"""
    )
    other.evaluate("dispatchEvent(new Event('waits'))")
    assert names[200] is None and None not in names[:200]
    page.locator("[data-waiting]", has_text="200").wait_for()
    other.locator("[data-waiting]", has_text="200").wait_for()
    posts = []
    context.on("request", lambda request: request.method == "POST" and posts.append(request.url))  # fmt: skip
    context.set_offline(False)

    waits = "self.outbox?.all().then(all => !all.some(each => each.state === 'waiting'))"  # fmt: skip
    until(page, waits, seconds=240)
    page.reload()
    other.reload()
    page.wait_for_load_state("networkidle")
    sent = [url for url in posts if "?" in url]
    assert len(sent) == len(set(sent)) == 200
    kept = [event for event in export(page) if event["kind"] == "answer"]
    assert sorted(event["uid"] for event in kept) == sorted(names[:200])
    assert {event["payload"]["text"] for event in kept} == {f"essai {n}" for n in range(200)}  # fmt: skip


def test_a_learner_erased_elsewhere_leaves_nothing_on_the_device(browser, site, context, page):  # fmt: skip
    page.goto(LAST)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    visit(page, ETAPE)
    context.set_offline(True)
    page.get_by_label(typeset("Quel objectif de développement")).fill("odd 17")
    page.keyboard.press("Enter")
    page.locator("form .waits").wait_for()
    elsewhere = browser.new_context(base_url=site, storage_state={"cookies": context.cookies(), "origins": []})  # fmt: skip
    elsewhere.request.post("/fr/mon-parcours/effacer/", form={"sure": "1"})
    elsewhere.close()
    context.set_offline(False)

    until(page, "self.outbox?.all().then(all => !all.length)")
    assert context.cookies() == []
    assert export(page) == []


def test_erasing_here_empties_the_device(context, page):
    page.goto(LAST)
    mark(page)
    page.wait_for_url(re.compile("mon-parcours"))
    page.goto("/fr/mon-parcours/")
    assert page.evaluate("caches.keys().then(names => names.length)") > 0
    page.get_by_role("button", name=re.compile("Effacer|effacer")).click()
    page.get_by_role("button", name=re.compile("Effacer|effacer")).click()
    page.wait_for_url(re.compile(r"mon-parcours/$"))

    until(page, "caches.keys().then(names => !names.length)")
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_a_question_that_is_gone_gives_its_words_back(context, page):
    visit(page, ETAPE)
    with_outbox(page)
    page.evaluate(
        """async () => {
            const body = new URLSearchParams({uid: crypto.randomUUID(), 'prompt-1': 'Trois associations', keep: '1'});
            const gone = '/fr/mon-parcours/etape/1/reponse/11111111-1111-4111-8111-111111111111/';
            await outbox.keep(gone, body, location.pathname, 'Une étape');
        }"""
    )
    page.reload()

    page.locator("[data-refused]").wait_for()
    assert "Trois associations" in page.inner_text("[data-refused]")
    page.get_by_role("button", name=typeset("Ne plus l'afficher")).click()
    until(page, "document.querySelector('[data-refused]').hidden")


def test_at_most_five_parcours_are_kept_the_oldest_leaves(context, page):
    names = page.evaluate(
        """async () => {
            for (let number = 1; number <= 5; number++) {
                const home = `/fr/parcours/ancien-${number}/`;
                await (await caches.open(`parcours ${home} ${number}`)).put(home, new Response('<h1>Ancien</h1>'));
            }
            return (await caches.keys()).length;
        }"""
    )
    assert names == 7  # five, this one and the page of what is not kept
    other = next(
        link
        for link in context.request.get("/fr/parcours/").text().split('"')
        if link.startswith("/fr/parcours/")
        and link.count("/") == 4
        and "?" not in link
        and link not in (PARCOURS, "/fr/parcours/hors-connexion/")
    )
    visit(page, other)

    kept = page.evaluate("caches.keys()")
    assert len([name for name in kept if name.startswith("parcours ")]) == 5
    assert not any("ancien-1/" in name for name in kept)


def test_switched_off_the_worker_and_what_it_kept_leave_the_device(browser, tmp_path):
    with running_site(tmp_path) as site:
        context = browser.new_context(base_url=site, locale="fr-FR")
        page = context.new_page()
        visit(page, PARCOURS)
    port = int(site.rpartition(":")[2])
    with running_site(tmp_path, port=port, OFFLINE_READING="False"):
        page.goto(PARCOURS)
        until(
            page,
            "navigator.serviceWorker.getRegistrations().then(all => { all.forEach(each => each.update()); return !all.length; })",
        )
        assert page.evaluate("caches.keys()") == []
    with running_site(tmp_path, port=port):
        visit(page, PARCOURS)
        context.close()
