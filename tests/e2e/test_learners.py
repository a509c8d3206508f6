"""A learner follows a parcours: by keyboard, without JavaScript, on a phone."""

import re

import pytest

pytestmark = pytest.mark.e2e
PARCOURS = "/fr/parcours/alliances-et-territoires/"


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_learner_answers_marks_resumes_and_erases(browser, site, has_scripts):
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        java_script_enabled=has_scripts,
        viewport={"width": 360, "height": 740},
    )
    page = context.new_page()
    page.goto(PARCOURS)
    page.get_by_role("link", name=re.compile("Commencer")).first.click()
    first = page.inner_text("h1")

    quiz = page.locator("form:has(input[name=choice])").first
    if quiz.count():
        quiz.locator("input[name=choice]").first.check()
        quiz.get_by_role("button").first.click()
        page.get_by_text(
            re.compile("Juste|juste|Bonne réponse|Pas tout à fait")
        ).first.wait_for()
        assert context.cookies() == []
        page.goto(PARCOURS)
        page.get_by_role("link", name=re.compile("Commencer")).first.click()

    page.get_by_role("button", name=re.compile("J.ai fait cette étape")).click()
    page.wait_for_url(re.compile("mon-parcours"))
    assert [cookie["name"] for cookie in context.cookies()] == ["apprenant"]
    assert first in page.inner_text("main")

    if has_scripts:  # the parcours resumes where « Mon parcours » does
        page.goto(PARCOURS)
        page.get_by_role("link", name="Reprendre le parcours").click()
        assert page.inner_text("h1") != first

    page.goto("/fr/mon-parcours/")
    page.get_by_role("link", name=re.compile("Reprendre")).first.click()
    assert page.inner_text("h1") != first

    page.goto("/fr/mon-parcours/")
    page.get_by_role("button", name=re.compile("Effacer|effacer")).click()
    page.get_by_role("button", name=re.compile("Effacer|effacer")).click()
    page.wait_for_url(re.compile(r"mon-parcours/$"))
    assert context.cookies() == []
    assert first not in page.inner_text("main")
    context.close()


def test_a_reader_reaches_the_main_text_and_the_menu_by_keyboard(page):
    page.goto("/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") != ""

    page.goto("/fr/")
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none"

    assert {"/fr/vademecum/", "/fr/parcours/", "/fr/jeudis/", "/en/"} <= reached
