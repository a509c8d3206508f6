"""Receiving the letter: an address, cells of the grid, a link, a button; and leaving."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from core.models import OutgoingMail
from newsletter import subscribing
from newsletter.models import Subscriber
from tests import factories

from .conftest import ADDRESS, NOW, PATH, give, link_in, mails, subscriber

pytestmark = pytest.mark.usefixtures("lettre")


# --- The journey ------------------------------------------------------------------


def test_from_the_page_of_the_letter_to_a_confirmed_subscription(client, lettre):
    html = client.get(lettre.href).content.decode()
    assert f'action="{PATH}"' in html
    assert html.count('name="cell"') == 12

    sent = give(client, cells=["medias.evaluer", "institutions.modeliser"])
    assert "Regardez vos courriels" in client.get(sent.url).content.decode()
    [mail] = mails()
    assert (mail.to, mail.is_urgent) == (ADDRESS, True)
    assert "Évaluer" in mail.text and "Modéliser" in mail.text
    assert Subscriber.objects.get().confirmed_at is None

    link = link_in(mail)
    shown = client.get(link).content.decode()
    assert "Confirmer mon abonnement" in shown and shown.count(" checked") == 3
    done = client.post(link, {"cell": ["medias.evaluer"], "language": "en"}, follow=True)  # fmt: skip

    row = Subscriber.objects.get()
    assert (row.confirmed_at, row.medias, row.institutions) == (NOW, ["evaluer"], [])
    assert row.language == "en"
    assert "you will receive the newsletter" in done.content.decode()


def test_a_link_of_a_public_has_its_line_ticked(client, lettre):
    for path in (lettre.href, PATH):
        html = client.get(path, {"public": "medias"}).content.decode()
        assert html.count(" checked") == 4
        html = client.get(path, {"public": "medias", "pilier": "evaluer"}).content.decode()  # fmt: skip
        assert html.count(" checked") == 1
        html = client.get(path, {"public": "inconnu"}).content.decode()
        assert html.count(" checked") == 0


def test_programs_that_follow_links_confirm_and_unsubscribe_nobody(client):
    give(client)
    link = link_in(mails()[0])

    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200

    assert Subscriber.objects.get().confirmed_at is None
    Subscriber.objects.update(confirmed_at=NOW)
    client.get(link)
    assert Subscriber.objects.count() == 1


def test_the_button_of_a_mail_program_unsubscribes_at_once(client):
    row = subscriber()

    # RFC 8058: the provider's server posts, without any header of a browser.
    answer = Client(headers={}).post(
        f"{PATH}lien/{row.token}/", {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    assert Subscriber.objects.count() == 0


def test_leaving_erases_the_address_everywhere(client):
    give(client)
    link = link_in(mails()[0])

    said = client.post(link, {"leave": ""})

    assert "Votre adresse est effacée" in said.content.decode()
    assert Subscriber.objects.count() == 0
    assert OutgoingMail.objects.exclude(to="").count() == 0
    assert client.get(link).status_code == 404


def test_who_asks_again_while_they_leave_is_asked_to_confirm(client, monkeypatch):
    give(client)
    create, leaves = Subscriber.objects.bulk_create, iter([subscribing.leave])

    def left_in_between(rows, **options):
        create(rows, **options)
        for leave in leaves:
            leave(Subscriber.objects.get(), NOW)

    monkeypatch.setattr(Subscriber.objects, "bulk_create", left_in_between)

    assert give(client).status_code == 302
    assert Subscriber.objects.get().confirmed_at is None
    assert [mail.state for mail in mails()] == ["withdrawn", "waiting"]


def test_choices_change_by_the_link_alone(client):
    row = subscriber(medias=["evaluer"])

    give(client, cells=["institutions.capitaliser"])

    row.refresh_from_db()
    assert (row.medias, row.institutions) == (["evaluer"], [])
    [mail] = mails()
    assert mail.subject == "Vous recevez déjà la lettre"
    client.post(link_in(mail), {"cell": ["institutions.capitaliser"]})
    row.refresh_from_db()
    assert (row.medias, row.institutions) == ([], ["capitaliser"])


def test_the_answer_is_the_same_for_an_address_that_is_known(client):
    subscriber("connu@exemple.fr")

    known, unknown = give(client, "connu@exemple.fr"), give(client, "autre@exemple.fr")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


# --- What is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "camille",
        "camille@exemple.fr\r\nBcc: tous@exemple.fr",
        "camille@exemple.fr,tous@exemple.fr",
        '<script>alert("x")</script>@exemple.fr',
        "camille@\x00.fr",
        "a" * 1_000_000 + "@exemple.fr",
    ],
)
def test_what_is_no_address_is_refused_and_nothing_typed_is_lost(client, address):
    response = give(client, address, cells=["medias.evaluer", "medias.modeliser"])

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(" checked") == 2 and 'id="address-erreur"' in html
    assert (Subscriber.objects.count(), mails()) == (0, [])


def test_all_that_is_to_correct_is_said_at_once(client):
    html = give(client, "camille", cells=[]).content.decode()

    assert 'id="cases-erreur"' in html and 'id="address-erreur"' in html
    assert "<title>Erreur\u202f: Recevoir la lettre" in html


@pytest.mark.parametrize("cells", [[], ["medias"], ["|"], ["medias.evaluer", "x.y"]])
def test_cells_that_do_not_exist_are_refused(client, cells):
    response = give(client, cells=cells)

    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="cases-erreur"' in html and f'value="{ADDRESS}"' in html
    row = subscriber()
    assert client.post(f"{PATH}lien/{row.token}/", {"cell": cells}).status_code == 422
    row.refresh_from_db()
    assert row.medias == ["evaluer"]


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 3000, "../admin"])
def test_a_forged_link_leads_nowhere(client, token):
    subscriber()

    assert client.get(f"{PATH}lien/{token}/").status_code == 404
    assert client.post(f"{PATH}lien/{token}/", {"leave": ""}).status_code in (404, 405)
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(("hours", "status"), [(47.99, 200), (48, 404)])
def test_a_link_to_confirm_lasts_two_days(client, at, hours, status):
    give(client)
    link = link_in(mails()[0])

    at(NOW + timedelta(hours=hours))

    assert client.get(link).status_code == status
    confirmed = client.post(link, {"cell": ["medias.evaluer"]})
    assert (confirmed.status_code == 302) == (status == 200)


def test_another_site_subscribes_nobody(client):
    refused = give(client, headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403
    assert mails() == []


def test_one_address_is_not_flooded_whoever_asks(client):
    answers = [
        give(client, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(6)
    ]  # fmt: skip

    assert answers == [302, 302, 302, 429, 429, 429]
    assert len(mails()) == 1  # within one minute


def test_one_reader_does_not_flood_addresses(client):
    answers = [give(client, f"a{n}@exemple.fr").status_code for n in range(25)]

    assert answers.count(302) == 20 and answers[-1] == 429
    assert len(mails()) == 20


# --- The clock --------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "count"), [(47.99, 1), (48, 0)])
def test_an_address_that_nobody_confirmed_is_erased_after_two_days(
    client, at, hours, count
):
    give(client)
    subscriber("confirme@exemple.fr")

    at(NOW + timedelta(hours=hours))
    call_command("tick", "--only", "newsletter.chores.erase_unconfirmed_addresses")

    assert Subscriber.objects.filter(confirmed_at=None).count() == count
    assert OutgoingMail.objects.exclude(to="").count() == count
    assert Subscriber.objects.filter(address="confirme@exemple.fr").exists()


# --- What readers see -------------------------------------------------------------


def test_the_archive_holds_the_letters_of_its_language(
    client, lettre, english_home, english
):
    factories.IssuePageFactory(parent=lettre, title="Le numéro")
    factories.IssuePageFactory(parent=lettre, title="Un brouillon", live=False)
    newsletter = factories.translated(lettre, english, slug="newsletter")
    factories.IssuePageFactory(parent=newsletter, title="The issue", locale=english)

    french = client.get(lettre.href).content.decode()
    assert "Le numéro" in french
    assert "Un brouillon" not in french and "The issue" not in french
    in_english = client.get("/en/newsletter/").content.decode()
    assert "The issue" in in_english and "Le numéro" not in in_english


def test_no_address_leaves_by_a_page_or_the_api(client, lettre):
    subscriber()
    issue = factories.IssuePageFactory(parent=lettre)

    for path in (lettre.href, issue.href, f"/api/v2/pages/{issue.pk}/"):
        assert ADDRESS not in client.get(path, follow=True).content.decode()
