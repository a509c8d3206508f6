"""A draft by a link: signed, for some days, revoked at once, with remarks that come back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.chores import forget_draft_links
from core.drafts import desk
from core.models import DraftComment, DraftLink, OutgoingMail
from tests import factories
from tests.factories import paris

NOW = paris(2026, 11, 26, 9)
WORD = "zyxomme"
DAY = timedelta(days=1)


@pytest.fixture
def at(set_clock):
    set_clock(NOW)
    return set_clock


@pytest.fixture
def editor(db):
    return factories.UserFactory(email="redaction@example.org", is_superuser=True)


@pytest.fixture
def page(home, at):
    news = factories.NewsIndexPageFactory(parent=home)
    page = factories.NewsPageFactory(parent=news, title="Publiée", slug="essai")
    page.title = f"Brouillon {WORD}"
    page.save_revision()
    return page


@pytest.fixture
def link(page, editor):
    return desk.make(page, "Claude Roy", 7, editor, NOW)


def path_of(link) -> str:
    return desk.address(link).removeprefix("http://localhost:8000")


def test_it_shows_the_latest_draft_and_what_is_published_stays(client, page, link):
    address = path_of(link)

    assert WORD in client.get(address).content.decode()
    assert WORD in client.get(f"{address}page/").content.decode()
    assert WORD not in client.get(page.href).content.decode()

    page.title = f"Brouillon encore, {WORD}"
    page.save_revision()
    assert "encore" in client.get(f"{address}page/").content.decode()


def test_nothing_keeps_it_or_lists_it(client, page, link):
    for address in (path_of(link), f"{path_of(link)}page/"):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
    for address in (
        "/sitemap.xml",
        "/fr/actualites/",
        "/fr/actualites/atom.xml",
        "/fr/actualites/feed.json",
        f"/fr/recherche/?q=brouillon+{WORD}",
        "/api/v2/pages/?fields=*&type=news.NewsPage",
    ):
        html = client.get(address).content.decode()
        assert "/brouillon/" not in html
        assert f"Brouillon {WORD}" not in html


def test_a_draft_of_any_page_is_shown(client, tree, editor):
    for name, page in tree.items():
        link = desk.make(page, "Claude", 1, editor, timezone.now())
        for address in (path_of(link), f"{path_of(link)}page/"):
            assert (name, client.get(address).status_code) == (name, 200)


def test_in_the_language_of_the_page(client, page, editor, english_home, english):
    factories.translated(page.get_parent().specific, english, slug="news")
    translation = page.copy_for_translation(english)
    link = desk.make(translation, "Alex", 1, editor, NOW)

    assert path_of(link).startswith("/en/draft/")
    html = client.get(path_of(link)).content.decode()
    assert '<html lang="en"' in html
    assert "Your remarks" in html


def test_a_revoked_link_opens_nothing_from_then_on(client, link):
    desk.revoke(link, NOW)

    for address in (path_of(link), f"{path_of(link)}page/"):
        response = client.get(address)
        assert response.status_code == 404
        assert WORD not in response.content.decode()
        assert "Ce lien n’ouvre rien" in response.content.decode()
    assert client.post(path_of(link), {"author": "a", "text": "b"}).status_code == 404
    assert DraftComment.objects.count() == 0


def test_an_expired_link_says_that_it_is(client, link, at):
    at(NOW + 7 * DAY - timedelta(seconds=1))
    assert client.get(path_of(link)).status_code == 200

    at(NOW + 7 * DAY)
    response = client.get(path_of(link))
    assert response.status_code == 410
    assert "a expiré" in response.content.decode()
    assert WORD not in response.content.decode()


def forged(link) -> list[str]:
    key, signature = desk.token_of(link).split(":")
    other = uuid4().hex
    return [
        f"{key}:{signature[:-1]}x",
        f"{other}:{signature}",
        key,
        f"{key}:",
        desk.signer.sign("pas-un-uuid"),
        desk.signer.sign(other),
        "x" * 3000,
        "%00",
        "é:à",
    ]


def test_a_link_that_was_made_up_or_altered_opens_nothing(client, link):
    for token in forged(link):
        response = client.get(f"/fr/brouillon/{token}/")
        assert (token, response.status_code) == (token, 404)
        assert WORD not in response.content.decode()


def test_a_remark_comes_back_to_whoever_made_the_link(client, link, editor, page):
    response = client.post(
        path_of(link),
        {"author": " Claude\r\nRoy ", "text": "Deux coquilles.\n\n<b>Là</b>"},
    )

    assert response.status_code == 302
    shown = client.get(path_of(link)).content.decode()
    assert "Deux coquilles." in shown
    assert "<b>Là" not in shown
    mail = OutgoingMail.objects.get(purpose="draft")
    assert mail.to == "redaction@example.org"
    assert "Deux coquilles." in mail.text
    client.force_login(editor)
    screen = client.get(reverse("draft_links", args=[page.pk])).content.decode()
    assert "Claude Roy" in screen
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Liens de brouillon (1)" in edit.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"author": "", "text": "Bien."}, "Bien."),
        ({"author": "Claude", "text": " \x00 "}, "Claude"),
        ({"author": "Claude", "text": "x" * 4001}, "xxxx"),
        ({"author": "C" * 121, "text": "Bien."}, "Bien."),
    ],
)
def test_a_remark_that_cannot_be_kept_says_why_and_loses_nothing(
    client, link, typed, kept
):
    response = client.post(path_of(link), typed)

    assert response.status_code == 422
    html = response.content.decode()
    assert "aria-invalid" in html
    assert kept in html
    assert DraftComment.objects.count() == 0


def test_a_flood_of_remarks_is_stopped(client, link):
    statuses = [
        client.post(path_of(link), {"author": "C", "text": str(n)}).status_code
        for n in range(22)
    ]

    assert statuses == [302] * 20 + [429] * 2
    assert DraftComment.objects.count() == 20


def test_a_form_of_another_site_is_refused(client, link):
    response = client.post(
        path_of(link),
        {"author": "C", "text": "x"},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert response.status_code == 403


def test_what_was_said_is_erased_ninety_days_after_the_link(link):
    desk.comment(link, "Claude", "Bien.", NOW)

    forget_draft_links(NOW + 97 * DAY - timedelta(seconds=1))
    assert DraftComment.objects.count() == 1
    forget_draft_links(NOW + 97 * DAY)
    assert DraftLink.objects.count() == DraftComment.objects.count() == 0


class TestInTheAdmin:
    def test_a_link_is_made_and_revoked(self, client, page, editor):
        client.force_login(editor)
        screen = reverse("draft_links", args=[page.pk])

        wrong = client.post(screen, {"reader": "", "days": "9999"})
        assert "Dites pour qui" in wrong.content.decode()
        html = client.post(screen, {"reader": "Alex", "days": "1"}, follow=True)
        link = DraftLink.objects.get()
        assert desk.address(link) in html.content.decode()

        client.post(reverse("revoke_draft_link", args=[link.pk]))
        link.refresh_from_db()
        assert link.revoked_at is not None
        assert "Révoqué" in client.get(screen).content.decode()

    def test_who_may_not_edit_the_page_is_refused(self, client, page, link):
        client.force_login(factories.UserFactory())
        for address, send in (
            (reverse("draft_links", args=[page.pk]), client.get),
            (reverse("revoke_draft_link", args=[link.pk]), client.post),
        ):
            assert send(address).status_code in (302, 403)
        link.refresh_from_db()
        assert link.revoked_at is None
