"""Accreditations: a link that is personal, kept as a hash, mailed, replaced and revoked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Collection

from core.models import OutgoingMail
from news.chores import forget_who_read_before_the_hour
from news.models import Accreditation, CommuniquePage, EmbargoReading
from news.press import desk, views
from tests import factories
from tests.factories import paris

from .conftest import accredited

NOW = paris(2026, 11, 26, 9)
pytestmark = pytest.mark.django_db


def test_the_link_leaves_by_mail_and_only_its_hash_is_kept(home):
    accreditation, key = accredited()

    mail = OutgoingMail.objects.get(purpose="press")
    assert (mail.to, key in mail.text) == ("dominique@example.org", True)
    assert key not in str(Accreditation.objects.values().get())
    assert accreditation.key_hash == desk.digest(key)


def test_a_new_link_ends_the_one_before(client, home):
    accreditation, key = accredited()
    link = desk.give_link(accreditation, NOW)

    assert client.get(f"/fr/presse/{key}/").status_code == 404
    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 200
    states = set(OutgoingMail.objects.values_list("state", flat=True))
    assert "withdrawn" in states


@pytest.mark.parametrize("key", ["x", "a" * 3000, "é", "' OR 1=1 --", "%00"])
def test_a_link_that_was_made_up_opens_nothing_and_says_so(client, home, key):
    response = client.get(f"/fr/presse/{key}/")

    assert response.status_code == 404
    assert "no-store" in response["Cache-Control"]
    assert "Ce lien n’ouvre rien" in response.content.decode()


def test_guessing_is_stopped_and_the_holder_still_reads(client, home):
    _accreditation, key = accredited()
    tries = [client.get(f"/fr/presse/{n}/").status_code for n in range(25)]

    assert tries == [404] * 20 + [429] * 5
    assert client.get(f"/fr/presse/{key}/").status_code == 200


def test_a_page_that_does_not_wait_is_not_found(client, home):
    _accreditation, key = accredited()
    draft = factories.NewsPageFactory(
        parent=factories.NewsIndexPageFactory(parent=home), live=False
    )

    for pk in (draft.pk, 10**17):
        assert client.get(f"/fr/presse/{key}/{pk}/").status_code == 404
    assert client.get(f"/fr/presse/{key}/documents/7/x.pdf").status_code == 404
    assert client.post(f"/fr/presse/{key}/").status_code == 405


def test_readings_are_erased_after_a_year(home):
    accreditation, _key = accredited()
    desk.note(accreditation, home, NOW)

    forget_who_read_before_the_hour(NOW + timedelta(days=364))
    assert EmbargoReading.objects.count() == 1
    forget_who_read_before_the_hour(NOW + timedelta(days=365))
    assert EmbargoReading.objects.count() == 0


def test_an_embargo_without_an_hour_is_refused():
    page = CommuniquePage(
        title="Une étude", place="Paris", live=False, is_embargoed=True
    )

    with pytest.raises(ValidationError, match="programmez d'abord"):
        page.clean()
    page.go_live_at = NOW
    page.clean()


def test_a_file_that_anybody_may_open_is_refused_before_the_hour(secret, tree):
    everybodys = Collection.get_first_root_node()
    for file in (secret.image, secret.document):
        file.collection = everybodys
        file.save()

    with pytest.raises(ValidationError) as refused:
        secret.page.full_clean()

    [message] = refused.value.message_dict["is_embargoed"]
    assert f"« {secret.image} », « {secret.document} »" in message


def test_a_file_that_a_published_page_shows_already_is_no_secret(secret, tree):
    secret.image.collection = Collection.get_first_root_node()
    secret.image.save()
    tree["actualite"].listing_image = secret.image
    tree["actualite"].save_revision().publish()

    secret.page.full_clean()


def test_what_was_already_published_waits_for_nothing(home):
    from news.press import embargo

    page = CommuniquePage(is_embargoed=True, first_published_at=NOW)

    assert not embargo.is_under_embargo(page)


class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, home):
        client.force_login(factories.UserFactory(is_superuser=True))

    def test_whoever_is_accredited_receives_a_link_which_is_shown_once(self, client):
        viewset = Accreditation.snippet_viewset
        response = client.post(
            reverse(viewset.get_url_name("add")),
            {"name": "Dominique", "medium": "La Gazette", "email": "d@example.org", "language": "en"},
            follow=True,
        )  # fmt: skip

        mail = OutgoingMail.objects.get(purpose="press")
        assert "/en/press/" in mail.text
        assert "/en/press/" in response.content.decode()
        listing = client.get(reverse(viewset.get_url_name("list")))
        assert "La Gazette" in listing.content.decode()
        assert "/en/press/" not in listing.content.decode()

    def test_a_link_is_revoked_and_replaced(self, client):
        accreditation, key = accredited()
        revoke = reverse("revoke_accreditation", args=[accreditation.pk])
        assert client.get(revoke).status_code == 200
        assert client.get(f"/fr/presse/{key}/").status_code == 200

        client.post(revoke)
        assert client.get(f"/fr/presse/{key}/").status_code == 404

        client.post(reverse("accreditation_link", args=[accreditation.pk]))
        accreditation.refresh_from_db()
        assert accreditation.revoked_at is None

    def test_who_read_what_is_a_report(self, client, home):
        accreditation, _key = accredited()
        desk.note(accreditation, home, NOW)

        html = client.get(reverse("embargo_readings")).content.decode()

        assert "Dominique Petit" in html

    def test_who_may_not_is_refused(self, client):
        accreditation, _key = accredited()
        client.force_login(factories.UserFactory())

        for name in ("revoke_accreditation", "accreditation_link"):
            response = client.post(reverse(name, args=[accreditation.pk]))
            assert response.status_code in (302, 403)
        accreditation.refresh_from_db()
        assert accreditation.revoked_at is None


def test_every_answer_to_a_holder_says_that_nothing_keeps_it():
    shown = (views.press_desk, views.page, views.media, views.document)

    assert all(hasattr(view, "__wrapped__") for view in shown)


def test_a_name_cannot_add_a_header_or_a_tag_to_its_mail(home):
    accredited("Dominique\r\nBcc: tous@example.org\r\n\r\n<script>alert(1)</script>")

    mail = OutgoingMail.objects.get(purpose="press")
    assert mail.to == "dominique@example.org"
    assert "\n" not in mail.subject and "\r" not in mail.subject
    assert "<script" not in mail.html
    assert not any("\n" in value for value in mail.headers.values())
