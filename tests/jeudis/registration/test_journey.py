"""Coming to a Jeudi: an address, a link, a button; and all that is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import OutgoingMail
from jeudis.models import Registration
from jeudis.registration import desk
from tests import factories
from tests.test_every_page import MOST_STATEMENTS

from .conftest import (
    ADDRESS,
    NOW,
    OPENS,
    STARTS,
    give,
    link_in,
    link_of,
    mails,
    path_of,
    registered,
)

# --- The journey ------------------------------------------------------------------


def test_from_the_page_of_a_jeudi_to_a_confirmed_registration(client, jeudi):
    html = client.get(jeudi.href).content.decode()
    assert f'action="{path_of(jeudi)}"' in html
    assert html.count("<input") == 1 and 'name="address"' in html

    sent = give(client, jeudi)
    assert sent.status_code == 302
    assert "Regardez vos courriels" in client.get(sent.url).content.decode()
    [mail] = mails()
    assert (mail.to, mail.is_urgent) == (ADDRESS, True)
    assert Registration.objects.get().confirmed_at is None

    link = link_in(mail)
    assert "Confirmer mon inscription" in client.get(link).content.decode()
    done = client.post(link, {"confirm": ""}, follow=True)

    assert "Inscription confirmée" in done.content.decode()
    assert Registration.objects.get().confirmed_at == NOW
    confirmed = mails()[-1]
    [file] = confirmed.files
    assert (file["name"], file["type"]) == ("jeudi.ics", "text/calendar")
    assert f"UID:{jeudi.translation_key}@faire-alliance" in file["text"]
    assert link in confirmed.text
    assert confirmed.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_programs_that_follow_links_confirm_and_cancel_nothing(client, jeudi):
    give(client, jeudi)
    link = link_of()

    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert Registration.objects.get().confirmed_at is None

    client.post(link, {"confirm": ""})
    client.get(link)
    client.head(link)
    assert Registration.objects.get().confirmed_at is not None


def test_cancelling_erases_and_gives_the_place_back(client, jeudi):
    link = registered(client, jeudi)

    said = client.post(link, {"cancel": ""})

    assert "Votre adresse est effacée" in said.content.decode()
    assert Registration.objects.count() == 0
    assert OutgoingMail.objects.exclude(to="").count() == 0
    assert client.get(link).status_code == 404


def test_the_button_of_a_mail_program_cancels(jeudi, client):
    link = registered(client, jeudi)

    # RFC 8058: the provider's server posts, without any header of a browser.
    Client(headers={}).post(link, {"List-Unsubscribe": "One-Click"})

    assert Registration.objects.count() == 0


def test_confirming_twice_is_confirming_once(client, jeudi):
    link = registered(client, jeudi)
    client.post(link, {"confirm": ""})

    assert len([mail for mail in mails() if mail.files]) == 1


def test_who_asks_again_while_they_cancel_is_asked_to_confirm(client, jeudi, monkeypatch):  # fmt: skip
    registered(client, jeudi)
    create, cancels = Registration.objects.bulk_create, iter([desk.cancel])

    def cancelled_in_between(rows, **options):
        create(rows, **options)
        for cancel in cancels:
            cancel(Registration.objects.get(), NOW)

    monkeypatch.setattr(Registration.objects, "bulk_create", cancelled_in_between)
    give(client, jeudi)

    assert Registration.objects.get().confirmed_at is None
    assert "waiting" in {mail.state for mail in mails()}


def test_whoever_cancelled_may_come_back(client, jeudi, at):
    client.post(registered(client, jeudi), {"cancel": ""})
    at(NOW + timedelta(minutes=20))

    registered(client, jeudi)

    assert Registration.objects.get().confirmed_at == NOW + timedelta(minutes=20)


def test_an_english_reader_is_answered_in_english(client, jeudi, english_home, english):
    season = jeudi.get_parent().specific
    factories.translated(season.get_parent().specific, english, slug="thursdays")
    factories.translated(season, english, slug="season-1")
    page = factories.translated(jeudi, english, title="Why?", slug="why")

    registered(client, page)

    first, second = mails()
    assert first.subject == "Confirm your registration: Why?"
    assert "Thursday 3 December 2026 at 12:00" in second.text
    assert '<html lang="en">' in second.html
    assert "/en/registration/" in second.text


# --- Nothing is told of who is registered -----------------------------------------


def test_the_answer_is_the_same_for_an_address_that_is_registered(client, jeudi, at):
    first = give(client, jeudi)
    client.post(link_of(), {"confirm": ""})
    at(NOW + timedelta(minutes=20))

    again = give(Client(), jeudi, "CAMILLE@exemple.fr")
    other = give(Client(), jeudi, "autre@exemple.fr")

    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert (again.status_code, again.url) == (other.status_code, other.url)
    assert Registration.objects.count() == 2
    assert "Votre inscription tient" in mails(to=ADDRESS)[-1].subject


def test_clicking_twice_sends_one_mail(client, jeudi):
    give(client, jeudi)
    give(client, jeudi)

    assert len(mails()) == 1


def test_the_page_is_the_same_for_everybody(client, jeudi):
    before = client.get(jeudi.href)
    registered(client, jeudi)

    after, stranger = client.get(jeudi.href), Client().get(jeudi.href)

    assert before.content == after.content == stranger.content
    assert not client.cookies


# --- Refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "camille",
        "camille@exemple.fr\r\nBcc: tous@exemple.fr",
        "Camille <camille@exemple.fr>",
        "camille@exemple.fr,tous@exemple.fr",
        "élodie@exemple.fr",
        "camille@\x00.fr",
        '<script>alert("x")</script>@exemple.fr',
    ],
)
def test_what_is_no_address_is_refused_beside_its_field(client, jeudi, typed):
    response = give(client, jeudi, typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html and 'id="address-erreur"' in html
    assert "<script>alert" not in html
    assert (mails(), Registration.objects.count()) == ([], 0)


def test_an_address_of_a_million_characters_is_refused(client, jeudi):
    response = give(client, jeudi, "a" * 1_000_000 + "@exemple.fr")

    assert response.status_code == 422
    assert len(response.content) < 50_000
    assert mails() == []


def test_an_address_in_another_script_is_written_to(client, jeudi):
    give(client, jeudi, "camille@exämple.fr")

    assert mails()[0].to == "camille@xn--exmple-cua.fr"


@pytest.mark.parametrize(
    ("moment", "fields", "words"),
    [
        (OPENS - timedelta(seconds=1), {}, "Les inscriptions ouvrent le"),
        (STARTS, {}, "elles sont closes"),
        (NOW, {"registration_closes_at": NOW}, "Les inscriptions sont closes"),
        (NOW, {"capacity": 0}, "Toutes les places sont prises"),
        (NOW, {"registration_opens_at": None}, "pas d’inscription"),
        (
            NOW,
            {"status": "cancelled", "cancellation_reason": "Grève."},
            "elles sont closes",
        ),
    ],
)
def test_closed_is_said_and_nobody_is_mailed(client, jeudi, at, moment, fields, words):
    for name, value in fields.items():
        setattr(jeudi, name, value)
    jeudi.save_revision().publish()
    at(moment)

    response = give(client, jeudi)

    assert response.status_code == 409
    assert words in response.content.decode()
    assert 'name="address"' not in client.get(jeudi.href).content.decode()
    assert mails() == []


def test_the_first_instant_is_open_the_last_one_is_not(client, jeudi, at):
    at(OPENS)
    assert give(client, jeudi).status_code == 302
    at(STARTS - timedelta(seconds=1))
    assert give(client, jeudi).status_code == 302


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("said", ["cancel", "List-Unsubscribe"])
def test_whoever_registered_leaves_even_when_the_page_was_withdrawn(
    client, jeudi, is_confirmed, said
):
    give(client, jeudi)
    link = link_of()
    if is_confirmed:
        client.post(link, {"confirm": ""})
    jeudi.unpublish()

    shown = client.get(link)
    refused = client.post(link, {"confirm": ""})

    assert (shown.status_code, refused.status_code) == (200, 409)
    assert "plus annoncé" in shown.content.decode()
    assert (Registration.objects.get().confirmed_at is not None) is is_confirmed

    assert client.post(link, {said: "One-Click"}).status_code == 200
    assert not Registration.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "../../admin", "a" * 5_000])
def test_a_forged_link_leads_nowhere(client, jeudi, token):
    give(client, jeudi)
    path = f"/fr/inscription/lien/{token}/"

    for response in (client.get(path), client.post(path, {"confirm": ""})):
        assert response.status_code == 404
    assert Registration.objects.get().confirmed_at is None


@pytest.mark.parametrize(
    ("after", "status"),
    [(timedelta(hours=48) - timedelta(seconds=1), 302), (timedelta(hours=48), 404)],
)
def test_a_link_to_confirm_lasts_two_days(client, jeudi, at, after, status):
    give(client, jeudi)
    link = link_of()
    at(NOW + after)

    assert client.post(link, {"confirm": ""}).status_code == status


def test_another_site_cannot_register_a_reader(client, jeudi):
    for headers in ({"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"}):  # fmt: skip
        assert give(client, jeudi, headers=headers).status_code == 403
    assert mails() == []


def test_a_draft_or_a_restricted_jeudi_has_no_registration(client, jeudi):
    jeudi.unpublish()

    assert client.get(path_of(jeudi)).status_code == 404
    assert give(client, jeudi).status_code == 404


# --- Floods -----------------------------------------------------------------------


def test_one_address_is_not_flooded_whoever_asks(jeudi, at):
    statuses = []
    for n in range(5):
        at(NOW + timedelta(minutes=n))
        statuses.append(give(Client(REMOTE_ADDR=f"203.0.113.{n}"), jeudi).status_code)

    assert statuses == [302, 302, 302, 429, 429]
    assert len(mails()) == 3


def test_one_reader_does_not_flood(client, jeudi):
    statuses = [give(client, jeudi, f"a{n}@exemple.fr").status_code for n in range(25)]

    assert (statuses.count(302), statuses.count(429)) == (20, 5)
    assert len(mails()) == 20


# --- Places -----------------------------------------------------------------------


def test_full_is_said_and_a_place_that_is_freed_is_offered_again(client, jeudi):
    jeudi.capacity = 1
    jeudi.save_revision().publish()
    assert "Il reste 1 place." in client.get(jeudi.href).content.decode()
    give(client, jeudi, "second@exemple.fr")
    second = link_of("second@exemple.fr")

    first = registered(client, jeudi, "premier@exemple.fr")

    assert "Toutes les places" in client.get(jeudi.href).content.decode()
    late = client.post(second, {"confirm": ""})
    assert late.status_code == 409 and "Toutes les places" in late.content.decode()

    client.post(first, {"cancel": ""})

    assert "Il reste 1 place." in client.get(jeudi.href).content.decode()
    assert client.post(second, {"confirm": ""}).status_code == 302


def test_counting_places_stays_within_the_statements_of_a_page(client, jeudi):
    jeudi.capacity = 10
    jeudi.save_revision().publish()
    client.get(jeudi.href)

    with CaptureQueriesContext(connection) as captured:
        assert "Il reste 10 places." in client.get(jeudi.href).content.decode()

    assert len(captured) <= MOST_STATEMENTS


def test_fewer_places_than_people_is_no_error(client, jeudi):
    for name in ("a", "b", "c"):
        registered(client, jeudi, f"{name}@exemple.fr")
    jeudi.capacity = 2
    jeudi.save_revision().publish()

    assert "Toutes les places" in client.get(jeudi.href).content.decode()
    assert Registration.objects.exclude(confirmed_at=None).count() == 3
