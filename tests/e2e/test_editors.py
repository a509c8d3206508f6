"""A member of the team announces a Jeudi; another one publishes it."""

import re

import feedparser
import pytest

from .running import PASSWORD

pytestmark = pytest.mark.e2e
TITLE = "Les alliances au long cours"
SAYS_THAT_IT_WATCHES = "addEventListener('w-unsaved:watch-edits', ({ target }) => { target.dataset.watched = 1 })"
IS_WHOLE = "element => element.getBoundingClientRect().right <= innerWidth"


def test_an_editor_announces_a_jeudi_and_a_second_reader_publishes_it(
    sign_in, site, page
):
    writer = sign_in("redaction")
    keys = writer.keyboard
    writer.goto("/admin/jeudis/")
    press(writer.get_by_role("link", name=re.compile("^Ajouter")).first)
    writer.wait_for_load_state("networkidle")

    # By keyboard alone: the checklist leads to each field that it says is missing.
    press(writer.get_by_role("link", name="Un titre, pas seulement sa date"))
    keys.type(TITLE)
    press(writer.get_by_role("link", name="Un chapô d'une ou deux phrases"))
    keys.type("Ce que durent les alliances.")
    press(writer.get_by_role("link", name="Un intervenant"))
    assert "Intervenant" in writer.evaluate("document.activeElement.innerText")
    press(writer.get_by_role("link", name="Un jour et une heure"))
    type_an_instant(writer, "25/11/2032 12:00")
    writer.locator("select[name=format]").focus()
    keys.type("web")
    writer.wait_for_load_state("networkidle")
    press(writer.get_by_role("button", name="Plus d'actions"))
    press(writer.get_by_role("button", name=re.compile("^Soumettre( à|$)")))
    writer.wait_for_selector("text=soumise pour modération")

    page.goto("/fr/jeudis/")
    assert TITLE not in page.inner_text("main")

    reader = sign_in("relecture")
    reader.get_by_role("link", name=TITLE).first.click()
    reader.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    choose(reader, "Approuver et Publier")
    reader.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    page.goto("/fr/jeudis/")  # a browser asks each time (0068)
    assert TITLE in page.inner_text("main")
    page.get_by_role("link", name="Prendre part à ce Jeudi").click()
    assert page.inner_text("h1") == TITLE
    feed = feedparser.parse(f"{site}/fr/jeudis/atom.xml")
    assert TITLE in [entry.title for entry in feed.entries]
    page.goto("/fr/recherche/?q=alliances+au+long+cours")
    assert page.get_by_role("link", name=TITLE).count() == 1


def test_a_page_sent_twice_while_it_is_autosaved_is_made_once(sign_in):
    writer, sent, held = sign_in("redaction"), [], []
    writer.add_init_script(SAYS_THAT_IT_WATCHES)
    writer.goto("/admin/jeudis/")
    writer.get_by_role("link", name=re.compile("^Ajouter")).first.click()
    writer.wait_for_selector("[data-watched]")
    writer.on(
        "request",
        lambda made: (
            made.method == "POST"
            and "/admin/pages/" in made.url
            and sent.append(re.sub(r".*/admin|\d+", "", made.url))
        ),
    )
    writer.route("**/admin/pages/add/**", lambda route: held.append(route))

    with writer.expect_request("**/admin/pages/add/**") as autosave:
        writer.locator("select[name=format]").select_option("webinaire")
        writer.locator("[name=title]").fill("Une seule fois")
        writer.locator("[name=introduction]").fill("Une page, une adresse.")
        writer.get_by_role("link", name="Un jour et une heure").click()
        type_an_instant(writer, "02/12/2032 12:00")
    assert autosave.value.headers["accept"] == "application/json"
    writer.get_by_role("button", name="Plus d'actions").click()
    writer.get_by_role("button", name=re.compile("^Soumettre( à|$)")).dblclick()
    assert len(held) == 1
    writer.unroute("**/admin/pages/add/**")  # what was held goes on
    writer.wait_for_selector("text=soumise pour modération")

    assert sent == ["/pages/add/jeudis/jeudipage//", "/pages//edit/"]
    writer.goto("/admin/jeudis/")
    assert writer.get_by_role("link", name="Une seule fois").count() == 1


def test_what_one_double_clicks_is_made_once(sign_in):
    writer, held = sign_in("redaction"), []
    writer.goto("/admin/lettre/")
    writer.wait_for_load_state("networkidle")
    writer.route("**/admin/lettre/", lambda route: held.append(route))

    button = writer.get_by_role("button", name=re.compile("^Préparer un numéro")).first
    button.dblclick(delay=60, no_wait_after=True)
    writer.wait_for_timeout(500)

    [only] = held
    only.continue_()
    writer.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))


def test_a_session_that_ends_loses_nothing_of_what_one_writes(sign_in, site):
    writer = sign_in("redaction")
    writer.add_init_script(SAYS_THAT_IT_WATCHES)
    writer.goto("/admin/snippets/core/person/add/")
    writer.wait_for_selector("[data-watched]")
    writer.context.clear_cookies(name="sessionid")

    writer.locator("[name=name]").fill("Ada Sans Session")
    writer.locator("[name=slug]").fill("ada-sans-session")
    writer.wait_for_selector("text=Votre session est terminée")
    writer.get_by_role("button", name="Enregistrer le brouillon").click()
    writer.wait_for_selector("h1:text('Votre session est terminée')")
    with writer.expect_popup() as opened:
        writer.get_by_role("link", name="S'identifier").click()
    opened.value.fill("input[name=username]", "redaction@example.org")
    opened.value.fill("input[name=password]", PASSWORD)
    opened.value.press("input[name=password]", "Enter")
    opened.value.wait_for_url(f"{site}/admin/")
    writer.get_by_role("button", name="Envoyer à nouveau").click()

    writer.wait_for_url(re.compile(r"/person/edit/\d+/"))
    assert writer.locator("[name=name]").input_value() == "Ada Sans Session"


def test_a_writer_alone_finds_no_way_to_publish(sign_in):
    writer = sign_in("redaction")
    writer.goto("/admin/actualites/")
    writer.locator("td.title a").first.click()
    writer.get_by_role("button", name="Plus d'actions").click()

    actions = [
        button.strip() for button in writer.locator("footer button").all_inner_texts()
    ]

    assert any(action.startswith("Soumettre") for action in actions)
    assert not [action for action in actions if action.startswith("Publier")]


def test_on_a_phone_a_finger_reaches_every_column_of_a_list(sign_in):
    writer = sign_in("redaction")
    writer.set_viewport_size({"width": 360, "height": 800})
    writer.goto("/admin/lettre/")
    last = writer.get_by_text("Préparer", exact=True).first
    assert not last.evaluate(IS_WHOLE)

    writer.locator("table").first.hover()
    writer.mouse.wheel(400, 0)

    writer.wait_for_function(IS_WHOLE, arg=last.element_handle())


def press(element):
    """What Enter does on a link or a button that has the focus."""
    element.focus()
    element.press("Enter")


def type_an_instant(page, words: str):
    """In the field that has the focus; its calendar opens late, over what is below."""
    page.locator(".xdsoft_datetimepicker:visible").wait_for()
    page.keyboard.type(words)
    page.keyboard.press("Escape")


def choose(page, action: str):
    """An action of the menu beside « Enregistrer le brouillon », once its scripts are there."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name=re.compile(rf"^{action}( à|$)")).click()
