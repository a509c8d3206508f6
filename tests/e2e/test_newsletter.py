"""A reader asks for the letter, confirms by its mail, changes their mind, leaves."""

import re

import pytest

from ..mail_server import mail_server
from .running import free_port, running_site
from .test_groups import no_wider_than_the_screen, press
from .test_in_the_browser import check

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def mail():
    """A mail server of this machine, which the site writes to."""
    with mail_server() as handler:
        yield handler


@pytest.fixture(scope="module")
def site(mail):
    port = free_port()
    settings = {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    with running_site(port=port, **settings) as address:
        yield address


@pytest.fixture
def reader(request, browser, site):
    """A phone of 320 px and a keyboard."""
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        java_script_enabled=getattr(request, "param", True),
        viewport={"width": 320, "height": 700},
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize(
    "reader", [True, False], ids=["scripts", "no scripts"], indirect=True
)
def test_a_reader_subscribes_chooses_and_leaves_by_keyboard(reader, mail, request):
    address = f"camille{len(request.node.name)}@example.org"

    # Without a choice nothing leaves, and what was typed stays.
    reader.goto("/fr/")
    press(reader, "link", "La lettre")
    type_address(reader, "adresse électronique", address)
    reader.get_by_text("Cochez au moins une case").wait_for()
    assert reader.get_by_label("adresse électronique").input_value() == address
    no_wider_than_the_screen(reader)
    tick(reader, "Institutions", "Évaluer")
    tick(reader, "Médias", "Faire-valoir")
    type_address(reader, "adresse électronique", address)
    reader.get_by_role("heading", name="Regardez vos courriels").wait_for()
    no_wider_than_the_screen(reader)

    # The mail says what it is about, twice the same; its link only shows.
    words, link = read(mail, address)
    assert "Institutions" in words and "Évaluer" in words and "Médias" in words
    reader.goto(link)
    assert chosen(reader) == {"institutions.evaluer", "medias.faire-valoir"}
    no_wider_than_the_screen(reader)
    press(reader, "button", "Confirmer mon abonnement")
    reader.get_by_role("status").filter(has_text="C’est noté").wait_for()

    # The same link, later: one choice more, one less.
    reader.goto(link)
    tick(reader, "Acteurs académiques", "Modéliser")
    tick(reader, "Médias", "Faire-valoir")
    press(reader, "button", "Enregistrer mes choix")
    reader.get_by_role("status").filter(has_text="C’est noté").wait_for()
    reader.goto(link)
    assert chosen(reader) == {"institutions.evaluer", "academiques.modeliser"}

    press(reader, "button", "Me désabonner")
    reader.get_by_role("status").filter(has_text="Votre adresse est effacée").wait_for()
    assert reader.goto(link).status == 404
    assert "Ce lien ne vaut plus" in reader.inner_text("h1")
    no_wider_than_the_screen(reader)


def test_a_reader_of_english_goes_on_in_french(reader, mail):
    address = "sam@example.org"
    reader.goto("/en/")
    press(reader, "link", "The newsletter")
    tick(reader, "Academics", "Model")
    type_address(reader, "email address", address)
    reader.get_by_role("heading", name="Check your email").wait_for()

    words, link = read(mail, address)
    assert "Academics" in words and "Model" in words
    reader.goto(link)
    reader.get_by_label("Français").focus()
    reader.keyboard.press("Space")
    press(reader, "button", "Confirm my subscription")

    reader.get_by_role("status").filter(has_text="C’est noté").wait_for()
    assert "/fr/" in reader.url
    assert chosen(reader) == {"academiques.modeliser"}


def test_the_mail_and_its_page_have_no_violation(browser, site, mail):
    context = browser.new_context(base_url=site, locale="fr-FR")
    page = context.new_page()
    address = "alix@example.org"
    page.goto("/fr/abonnement/?public=medias")
    violations = check(page)
    type_address(page, "adresse électronique", address)
    page.get_by_role("heading", name="Regardez vos courriels").wait_for()
    violations += check(page)
    message = next_message(mail, address)
    page.goto(link_in(text_of(message)))
    violations += check(page)
    press(page, "button", "Ce n’est pas moi")
    page.get_by_text("Votre adresse est effacée").wait_for()
    violations += check(page)

    # Where it is read: in a column of a phone, without a page around it.
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("about:blank")
    page.set_content(html_of(message))
    no_wider_than_the_screen(page)
    violations += check(page)
    context.close()

    assert violations == []


# --- Gestures ---------------------------------------------------------------------


def type_address(page, label: str, address: str):
    field = page.get_by_label(re.compile(label))
    field.focus()
    field.fill("")
    page.keyboard.type(address)
    page.keyboard.press("Enter")


def tick(page, audience: str, pillar: str):
    """Press the space bar on one box of the grid."""
    row = page.get_by_role("group", name=audience, exact=True)
    row.get_by_label(pillar, exact=True).focus()
    page.keyboard.press("Space")


def chosen(page) -> set[str]:
    boxes = page.locator("input[name=cell]:checked").all()
    return {box.get_attribute("value") for box in boxes}


# --- Mails ------------------------------------------------------------------------


def next_message(mail, address: str):
    # The worker may be making the books of the new site: a mail waits for its turn.
    message = mail.arrived.get(timeout=300)
    assert message["To"] == address
    return message


def read(mail, address: str) -> tuple[str, str]:
    """What the next mail says, and the link that both its parts hold."""
    message = next_message(mail, address)
    words = text_of(message)
    link = link_in(words)
    assert link in html_of(message)
    return words, link


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message) -> str:
    return message.get_body(("html",)).get_content()


def link_in(words: str) -> str:
    return re.search(r"^http\S+", words, re.M)[0]
