"""Questions answered without a mouse, with and without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.e2e
PARCOURS = "/fr/parcours/alliances-et-territoires/"
ENGINEERING = {
    "L'ingénierie publique": "administre",
    "L'ingénierie de projets locaux": "actions précises",
    "L'ingénierie de catalyse": "se rencontrer",
}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def learner(request, browser, site):
    """A page of a learner who never touches the mouse, on a phone."""
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        java_script_enabled=request.param,
        viewport={"width": 360, "height": 740},
    )
    page = context.new_page()
    page.has_scripts = request.param
    yield page
    context.close()


def choose(page, select, words: str):
    """Go down a list of choices until the one that says these words."""
    select.focus()
    for _ in range(12):
        chosen = select.locator("option:checked").inner_text()
        if words in chosen:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"« {words} » is not in the list")


def check(page):
    """From the last field, on to the button, and press it."""
    for _ in range(8):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and "Vérifier" in focused.inner_text():
            page.keyboard.press("Enter")
            return
    raise AssertionError("No button to check after the last field")


def typeset(text: str) -> re.Pattern:
    return re.compile(re.escape(text).replace("'", "['’]"))


def test_a_matching_that_misses_a_line_is_completed_then_right(learner):
    page = learner
    page.goto(PARCOURS + "reunir-les-conditions/")
    first, *others = ENGINEERING.items()
    choose(page, page.get_by_label(typeset(first[0])), first[1])
    page.get_by_label(typeset(others[-1][0])).focus()
    check(page)

    missing = page.get_by_role("link", name=typeset("Choisissez une réponse pour"))
    missing.first.wait_for()
    assert missing.count() == 2
    for text, words in others:
        field = page.get_by_label(typeset(text))
        told = field.get_attribute("aria-describedby")
        assert "Choisissez" in page.locator(f"[id='{told}']").inner_text()
        choose(page, field, words)
    check(page)

    page.get_by_text(typeset("C'est juste.")).wait_for()
    assert page.context.cookies() == []


def test_elements_are_put_in_order(learner):
    page = learner
    page.goto(PARCOURS + "faire-le-premier-pas/")
    order = ["La performance", "L'innovation", "La confiance"]
    places = [page.get_by_label(typeset(text), exact=False) for text in order]
    if page.has_scripts:
        first = page.locator(".ordering-item", has_text="La performance")
        button = first.get_by_role("button", name="Monter")
        button.focus()
        for _ in order:
            page.keyboard.press("Enter")
        assert "place 1" in page.locator("[data-order-said]").inner_text()
        assert page.evaluate("document.activeElement.textContent") == "Monter"
        assert places[0].input_value() == "1"
    for place, field in enumerate(places, start=1):
        field.focus()
        choose(page, field, str(place)) if field.input_value() != str(place) else None
    page.locator(".ordering-item select").last.focus()
    check(page)

    page.get_by_text(typeset("C'est juste.")).wait_for()
    page.get_by_text("3 sur 3").wait_for()


def test_a_word_is_written_and_a_number_estimated(learner):
    page = learner
    page.goto(PARCOURS + "pourquoi-faire-alliance/")
    page.get_by_label(typeset("Quel objectif de développement")).focus()
    page.keyboard.type("l’odd  17")
    page.keyboard.press("Enter")
    page.get_by_text(typeset("C'est juste.")).wait_for()

    page.goto(PARCOURS + "reunir-les-conditions/")
    page.get_by_label(typeset("D'après le rapport PHARE")).focus()
    page.keyboard.type("90")
    page.keyboard.press("Enter")
    page.get_by_text(typeset("C'est moins que cela.")).wait_for()


def test_a_short_track_is_followed_from_one_etape_to_the_next(learner):
    page = learner
    page.goto(PARCOURS)
    page.get_by_role("link", name=typeset("L'idée et la différence")).press("Enter")
    page.wait_for_url(re.compile(r"\?piste=1h"))
    page.get_by_role("link", name="Commencer").press("Enter")
    page.get_by_text(re.compile(r"Étape\s1 sur 2")).wait_for()
    page.locator("a[rel=next]").press("Enter")
    page.wait_for_url(re.compile(r"de-l-echange-a-l-alliance/\?piste=1h"))

    page.get_by_text(re.compile(r"Étape\s2 sur 2")).wait_for()
    assert page.context.cookies() == []


def test_a_double_click_is_one_answer(page):
    sent = []
    page.on("request", lambda made: made.method == "POST" and sent.append(made.url))
    page.goto(PARCOURS + "reunir-les-conditions/")
    page.get_by_role("button", name="Vérifier").first.dblclick()
    page.locator("form .correction").first.wait_for()

    assert len(sent) == 1
