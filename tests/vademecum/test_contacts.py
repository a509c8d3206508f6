"""Somebody to call: who is on duty, on which page, until when, and their vCard."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.factories import paris
from vademecum.contacts import escaped, folded, on_duty, roster, vcard
from vademecum.telephone import international

PHONE = "01 99 00 00 00"


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home)


def contact(first=None, last=None, **fields):
    return factories.PressContactFactory(duty_from=first, duty_until=last, **fields)


def read(client, path):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return response.content.decode()


# --- On duty ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "is_there"),
    [
        # In winter Paris is an hour ahead of UTC, in summer two.
        (paris(2026, 11, 23, 23, 59, 59), False),
        (paris(2026, 11, 24), True),
        (paris(2026, 11, 30, 23, 59, 59), True),
        (paris(2026, 12, 1), False),
    ],
)
def test_a_contact_is_there_from_the_first_midnight_to_the_last_in_winter(
    french, instant, is_there
):
    contact(date(2026, 11, 24), date(2026, 11, 30))

    assert bool(on_duty(instant, "fr")) is is_there


@pytest.mark.parametrize(
    ("instant", "is_there"),
    [
        (paris(2026, 7, 1) - timedelta(seconds=1), False),
        (paris(2026, 7, 1), True),
        (paris(2026, 8, 1) - timedelta(seconds=1), True),
        (paris(2026, 8, 1), False),
    ],
)
def test_and_in_summer(french, instant, is_there):
    contact(date(2026, 7, 1), date(2026, 7, 31))

    assert bool(on_duty(instant, "fr")) is is_there


def test_a_contact_without_dates_is_always_there(french):
    contact()

    assert len(on_duty(paris(1999, 1, 1), "fr")) == 1


def test_several_may_be_on_duty_at_once(french):
    contact(date(2026, 11, 1), date(2026, 11, 30), subject="Les études")
    contact(date(2026, 11, 24), None, subject="La feuille de route")

    found = on_duty(paris(2026, 11, 24), "fr")

    assert [each.subject for each in found] == ["Les études", "La feuille de route"]


def test_a_draft_or_a_person_who_was_unpublished_is_called_by_nobody(french):
    contact(live=False)
    gone = contact()
    gone.person.unpublish()

    assert on_duty(paris(2026, 11, 24), "fr") == []


def test_unpublishing_in_french_is_unpublishing_everywhere(french, english):
    source = contact()
    factories.translated(source, english)
    source.unpublish()

    assert on_duty(paris(2026, 11, 24), "en") == []


def test_english_readers_see_the_english_words_and_the_english_role(french, english):
    person = factories.PersonFactory(name="Camille Martin", role="Déléguée générale")
    factories.translated(person, english, role="Director")
    source = contact(person=person, hours="9 h – 18 h")
    factories.translated(source, english, hours="9 am – 6 pm")

    [found] = on_duty(paris(2026, 11, 24), "en")

    assert (found.hours, found.person.role) == ("9 am – 6 pm", "Director")


@pytest.mark.parametrize(
    ("duties", "instant", "seconds"),
    [
        ([], paris(2026, 11, 24, 12), 600),
        ([(None, None)], paris(2026, 11, 24, 12), 600),
        ([(None, date(2026, 11, 24))], paris(2026, 11, 24, 12), 600),
        ([(None, date(2026, 11, 24))], paris(2026, 11, 24, 23, 59), 60),
        ([(None, date(2026, 11, 24))], paris(2026, 11, 24, 23, 59, 59, 500_000), 0),
        ([(date(2026, 11, 25), None)], paris(2026, 11, 24, 23, 55), 300),
        ([(date(2026, 7, 14), None)], paris(2026, 7, 13, 23, 55), 300),
        # The nights when the clocks change: midnight comes before they do.
        ([(None, date(2026, 10, 24))], paris(2026, 10, 24, 23, 58), 120),
        ([(None, date(2027, 3, 27))], paris(2027, 3, 27, 23, 58), 120),
        ([(None, date(2026, 11, 23))], paris(2026, 11, 24), 600),
        ([(None, date.max)], paris(2026, 11, 24), 600),
    ],
)
def test_no_answer_is_kept_beyond_the_next_change_of_duty(
    french, duties, instant, seconds
):
    for first, last in duties:
        contact(first, last)

    assert roster(instant, "fr").max_age == seconds


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"duty_from": date(2026, 2, 2), "duty_until": date(2026, 2, 1)}, "duty_until"),
        ({"phone": "demander à l'accueil"}, "phone"),
    ],
)
def test_what_nobody_could_use_is_refused_on_its_field(french, fields, wrong):
    record = factories.PressContactFactory()
    for name, value in fields.items():
        setattr(record, name, value)

    with pytest.raises(ValidationError) as error:
        record.full_clean()
    assert list(error.value.message_dict) == [wrong]


# --- Pages ------------------------------------------------------------------------


def test_the_page_of_contacts_says_all_that_a_journalist_needs(client, vademecum):
    contact(slug="camille", spoken=["fr", "en"], hours="9 h – 18 h", phone=PHONE)

    html = read(client, f"{vademecum.href}contacts/")

    for said in [
        "La feuille de route",
        "français, anglais",
        'href="tel:+33199000000"',
        'href="mailto:presse@example.org"',
        "/fr/vademecum/contacts/camille.vcf",
        "/fr/vademecum/contacts.vcf",
    ]:
        assert said in html


def test_without_anybody_the_page_says_what_will_come(client, vademecum):
    html = read(client, f"{vademecum.href}contacts/")

    assert "Le contact presse sera annoncé ici" in html
    assert ".vcf" not in html


def test_the_vademecum_itself_says_whom_to_call(client, vademecum):
    contact(phone=PHONE)

    html = read(client, vademecum.href)

    assert 'id="contacts-presse"' in html
    assert "tel:+33199000000" in html


def test_out_of_duty_a_contact_is_nowhere(client, vademecum, set_clock):
    contact(date(2026, 11, 1), date(2026, 11, 24), slug="camille", phone=PHONE)
    addresses = [
        vademecum.href,
        f"{vademecum.href}contacts/",
        f"{vademecum.href}contacts.vcf",
        f"{vademecum.href}contacts/camille.vcf",
    ]

    set_clock(paris(2026, 11, 24, 23, 59, 30))
    before = [client.get(address, follow=True) for address in addresses]
    set_clock(paris(2026, 11, 25))
    after = [client.get(address, follow=True) for address in addresses]

    assert ["+33199000000" in page.content.decode() for page in before] == [True] * 4
    assert [page["Cache-Control"] for page in before] == [
        "max-age=0, s-maxage=30, must-revalidate"
    ] * 4
    assert ["199000000" in page.content.decode() for page in after] == [False] * 4
    assert [page.status_code for page in after] == [200, 200, 404, 404]


def test_no_other_outlet_names_a_contact(client, vademecum):
    contact(phone=PHONE, email="presse@example.org", subject="Sujet reconnaissable")

    for path in [
        "/sitemap.xml",
        f"/api/v2/pages/{vademecum.pk}/",
        "/fr/recherche/?q=reconnaissable",
    ]:
        html = read(client, path)
        assert "presse@example.org" not in html
        assert "99 00 00" not in html


def test_every_press_page_leads_there_in_one_click(client, home, vademecum):
    mesure = factories.MesureFactory(number=1)
    figure = factories.ChiffreCleFactory()
    mesures = factories.MesureIndexPageFactory(parent=vademecum)
    news = factories.NewsIndexPageFactory(parent=home)
    pages = [
        vademecum,
        factories.FichePageFactory(parent=vademecum),
        factories.ChiffreIndexPageFactory(parent=vademecum),
        factories.TermeIndexPageFactory(parent=vademecum),
        mesures,
        factories.NewsPageFactory(parent=news, kind="communique"),
    ]
    addresses = [page.href for page in pages]
    addresses += [f"{mesures.href}{mesure.number}/", figure.get_absolute_url()]

    without = [
        address
        for address in addresses
        if 'class="onward" href="/fr/vademecum/contacts/"' not in read(client, address)
    ]

    assert without == []


def test_a_piece_of_news_that_is_no_press_release_does_not(client, home, vademecum):
    news = factories.NewsIndexPageFactory(parent=home)
    page = factories.NewsPageFactory(parent=news, kind="actualite")

    assert "/fr/vademecum/contacts/" not in read(client, page.href)


def test_where_there_is_no_vademecum_no_link_is_dead(client, home):
    news = factories.NewsIndexPageFactory(parent=home)
    page = factories.NewsPageFactory(parent=news, kind="communique")

    assert "Contact presse" not in read(client, page.href)


def test_ten_contacts_cost_the_statements_of_one_in_both_languages(
    client, vademecum, english_home, english
):
    translated = factories.translated(vademecum, english, slug="handbook")
    addresses = [
        f"{page.href}{rest}"
        for page in (vademecum, translated)
        for rest in ("", "contacts/")
    ]
    first = contact(person__organisation=factories.OrganisationFactory())
    factories.translated(first, english)
    few = [statements(client, address) for address in addresses]

    for _n in range(9):
        record = contact(person__organisation=factories.OrganisationFactory())
        factories.translated(record, english)

    assert [statements(client, address) for address in addresses] == few
    assert max(few) <= 8


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_editors_see_who_is_on_duty(admin_client, french, set_clock):
    contact(date(2026, 12, 1), None)
    contact(None, date(2026, 11, 1))
    set_clock(paris(2026, 11, 24))

    html = admin_client.get("/admin/snippets/vademecum/presscontact/").content.decode()

    assert "À venir" in html
    assert "Terminé" in html
    assert on_duty(paris(2026, 11, 24), "fr") == []


# --- Telephone --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("01 99 00 00 00", "+33199000000"),
        ("01.99.00.00.00", "+33199000000"),
        ("01\u202f99\u00a000 00 00", "+33199000000"),
        ("+33 (0)1 99 00 00 00", "+33199000000"),
        ("0033 1 99 00 00 00", "+33199000000"),
        ("0262 99 00 00", "+262262990000"),
        ("0690 99 00 00", "+590690990000"),
        ("+32 2 555 12 12", "+3225551212"),
        ("3939", None),
        ("à l'accueil", None),
        ("٠١٩٩٠٠٠٠٠٠", None),
        ("", None),
    ],
)
def test_numbers_are_those_that_the_world_dials(written, dialled):
    assert international(written) == dialled


# --- vCard ------------------------------------------------------------------------


def parsed(text: str) -> list[tuple[str, str]]:
    """A reader of its own: unfolds lines, then separates names and values."""
    assert text.endswith("\r\n")
    unfolded = text.replace("\r\n ", "")
    return [tuple(line.split(":", 1)) for line in unfolded.split("\r\n")[:-1]]


def read_value(value: str) -> list[str]:
    """The components of a value (« ; »), with what was escaped as it was."""
    components, characters = [""], iter(value)
    for character in characters:
        if character == "\\":
            after = next(characters)
            components[-1] += "\n" if after in "nN" else after
        elif character == ";":
            components.append("")
        else:
            components[-1] += character
    return components


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"))


@given(TEXTS)
def test_what_is_written_is_what_is_read(text):
    written = text.replace("\u2028", "\n").replace("\u2029", "\n")

    assert read_value(escaped(text)) == [written]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")))
def test_folding_keeps_every_character_and_no_line_is_too_long(line):
    lines = folded(line).split("\r\n")

    assert all(len(each.encode()) <= 75 for each in lines)
    assert all(each.startswith(" ") for each in lines[1:])
    assert lines[0] + "".join(each[1:] for each in lines[1:]) == line


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_can_begin_a_property_of_its_own(text):
    assert not any(character in escaped(text) for character in "\r\n\x00")


def test_the_card_of_a_contact(french):
    person = factories.PersonFactory(
        name="Sarah El Haïry; dite « S, E »",
        role="Déléguée, presse\net médias",
        organisation=factories.OrganisationFactory(name="Alliance; & Cie"),
    )
    record = contact(
        person=person, spoken=["fr", "en"], phone=PHONE, subject="Études, chiffres"
    )

    card = parsed(vcard(on_duty(paris(2026, 11, 24), "fr")))

    fields = dict(card)
    assert card[0] == ("BEGIN", "VCARD")
    assert card[1] == ("VERSION", "4.0")
    assert card[-1] == ("END", "VCARD")
    assert fields["KIND"] == "individual"
    assert fields["UID"] == f"urn:uuid:{record.translation_key}"
    assert read_value(fields["FN"]) == ["Sarah El Haïry; dite « S, E »"]
    assert read_value(fields["N"]) == [
        "El Haïry; dite « S, E »", "Sarah", "", "", "",
    ]  # fmt: skip
    assert read_value(fields["ORG"]) == ["Alliance; & Cie"]
    assert read_value(fields["TITLE"]) == ["Déléguée, presse\net médias"]
    assert fields["TEL;VALUE=uri;TYPE=work"] == "tel:+33199000000"
    assert fields["EMAIL;TYPE=work"] == "presse@example.org"
    assert fields["LANG;TYPE=work;PREF=1"] == "fr"
    assert fields["LANG;TYPE=work;PREF=2"] == "en"
    assert read_value(fields["NOTE"]) == [
        "Études, chiffres\ndu lundi au vendredi, 9 h – 18 h"
    ]


def test_a_card_says_when_it_changed_and_keeps_its_identity(french):
    record = contact()
    before = dict(parsed(vcard(on_duty(paris(2026, 11, 24), "fr"))))

    record.person.role = "Directrice"
    record.person.save_revision().publish()
    after = dict(parsed(vcard(on_duty(paris(2026, 11, 24), "fr"))))

    assert after["UID"] == before["UID"]
    assert after["REV"] >= before["REV"]
    assert after["TITLE"] == "Directrice"


def test_a_short_number_stays_as_it_is_dialled(french):
    contact(phone="3939")

    card = dict(parsed(vcard(on_duty(paris(2026, 11, 24), "fr"))))

    assert card["TEL;VALUE=text;TYPE=work"] == "3939"


def test_cards_are_downloaded_together_or_one_by_one(client, vademecum):
    contact(slug="camille")
    contact(slug="dominique")

    all_of_them = client.get(f"{vademecum.href}contacts.vcf")
    one = client.get(f"{vademecum.href}contacts/dominique.vcf")

    assert all_of_them.content.count(b"BEGIN:VCARD\r\n") == 2
    assert one.content.count(b"BEGIN:VCARD\r\n") == 1
    assert one["Content-Type"] == "text/vcard; charset=utf-8"
    assert one["Content-Disposition"] == 'attachment; filename="dominique.vcf"'


@pytest.mark.parametrize(
    "rest", ["contacts.vcf", "contacts/personne.vcf", "contacts/.vcf"]
)
def test_the_card_of_nobody_is_not_found(client, vademecum, rest):
    assert client.get(f"{vademecum.href}{rest}", follow=True).status_code == 404
