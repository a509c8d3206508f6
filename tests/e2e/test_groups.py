"""A group led and joined without a mouse, on a phone; what only a learner sees is accessible."""

import re

import pytest

from .test_in_the_browser import check

pytestmark = pytest.mark.e2e
PARCOURS = "/fr/parcours/alliances-et-territoires/"
DESK = "/fr/mon-parcours/"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def people(request, browser, site):
    """Two people, each with a phone of 320 px and a keyboard."""
    contexts = [
        browser.new_context(
            base_url=site,
            locale="fr-FR",
            java_script_enabled=request.param,
            viewport={"width": 320, "height": 700},
        )
        for _ in range(2)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def press(page, role, name):
    """Reach something by its name and press Enter on it."""
    found = page.get_by_role(role, name=re.compile(name)).first
    found.focus()
    page.keyboard.press("Enter")


def no_wider_than_the_screen(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_double_click_makes_one_group(page):
    made = []
    page.on("request", lambda sent: sent.method == "POST" and made.append(sent.url))
    page.goto(f"{DESK}groupe/nouveau/")
    page.get_by_label("Parcours").select_option(index=1)
    page.get_by_role("button", name="Créer le groupe").dblclick()
    page.wait_for_url(re.compile(r"groupe/[0-9A-Z]{3}-"))

    assert len(made) == 1


def test_a_double_click_joins_a_group_once(page, browser, site):
    page.goto(f"{DESK}groupe/nouveau/")
    page.get_by_label("Parcours").select_option(index=1)
    page.get_by_role("button", name="Créer le groupe").click()
    page.wait_for_url(re.compile(r"groupe/[0-9A-Z]{3}-"))
    member, sent = browser.new_page(base_url=site), []
    member.on("request", lambda made: made.method == "POST" and sent.append(made.url))
    member.goto(page.url)
    member.get_by_role("button", name="Rejoindre le groupe").dblclick()
    member.get_by_text("Vous êtes du groupe").wait_for()
    member.close()

    assert len(sent) == 1


def test_a_group_is_led_joined_and_left_by_keyboard(people):
    leader, member = people
    leader.goto(PARCOURS)
    press(leader, "link", "Animer un groupe")
    leader.wait_for_url(re.compile("nouveau"))
    assert leader.context.cookies() == []
    leader.get_by_label("Nom du groupe").fill("Anticonstitutionnellement vôtres")
    press(leader, "button", "Créer le groupe")
    leader.wait_for_url(re.compile(r"groupe/[0-9A-Z]{3}-"))
    code = leader.locator("code").inner_text()
    no_wider_than_the_screen(leader)
    press(leader, "link", "La feuille")
    leader.get_by_text(re.compile("Photographiez")).wait_for()
    no_wider_than_the_screen(leader)

    member.goto(f"{DESK}code/")
    member.get_by_label("Code").focus()
    member.keyboard.type(code.lower().replace("-", " "))
    member.keyboard.press("Enter")
    member.get_by_text("Rejoindre un groupe").wait_for()
    assert member.context.cookies() == []
    member.get_by_label(re.compile("Rien de moi")).focus()
    member.keyboard.press("ArrowDown")
    press(member, "button", "Rejoindre")
    member.get_by_text(re.compile("Écrivez un prénom")).wait_for()
    no_wider_than_the_screen(member)
    member.get_by_label(re.compile("Prénom ou pseudonyme")).focus()
    member.keyboard.type("Camille")
    member.keyboard.press("Enter")
    member.get_by_role("status").filter(has_text="Camille").wait_for()
    press(member, "link", "Aller au parcours")
    press(member, "link", "Commencer")
    press(member, "button", "J.ai fait cette étape")
    member.wait_for_url(re.compile("mon-parcours"))

    leader.goto(f"{DESK}groupe/{code}/")
    people_shown = leader.locator(".group_people").inner_text()
    assert "Camille" in people_shown and "%" in people_shown
    assert "à partir de cinq" in leader.inner_text("main")

    press(member, "button", "Quitter")
    press(member, "button", "Oui, quitter")
    member.wait_for_url(re.compile("mon-parcours/(#groupes)?$"))
    leader.reload()
    assert "Camille" not in leader.inner_text("main")


def test_what_only_a_learner_sees_has_no_violation(browser, site):
    context = browser.new_context(base_url=site, locale="fr-FR")
    page = context.new_page()
    page.goto(PARCOURS)
    page.get_by_role("link", name=re.compile("Commencer")).first.click()
    etape = page.url
    sheet = page.locator("form:has(textarea)").first
    if sheet.count():
        sheet.locator("textarea").first.fill("Une mairie, deux associations.")
        sheet.get_by_role("button", name=re.compile("Garder mes réponses")).click()
        page.get_by_text(re.compile("C.est gardé")).wait_for()
        page.goto(etape)
    page.get_by_role("button", name=re.compile("J.ai fait cette étape")).click()
    page.wait_for_url(re.compile("mon-parcours"))
    page.goto(PARCOURS)
    page.get_by_role("link", name="Animer un groupe").click()
    violations = check(page)
    page.get_by_role("button", name="Créer le groupe").click()
    page.wait_for_url(re.compile(r"groupe/[0-9A-Z]{3}-"))
    group = page.url
    addresses = [
        group, f"{group}feuille/", f"{group}changer/", DESK, f"{DESK}carnet/",
        f"{DESK}donnees/", f"{DESK}code/", f"{DESK}courriel/",
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('main details').forEach(each => each.open = true)"
        )
        violations += check(page)
    page.goto(DESK)
    page.get_by_role("button", name="Faire un code").click()
    page.get_by_text("Notez-le").wait_for()
    violations += check(page)
    stranger = browser.new_context(base_url=site, locale="fr-FR")
    page = stranger.new_page()
    page.goto(group)
    violations += check(page)
    for each in (context, stranger):
        each.close()

    assert violations == []
