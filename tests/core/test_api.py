"""The content as data: published pages only, whatever is asked."""

import pytest
from wagtail.models import PageViewRestriction

from tests import factories


@pytest.fixture
def page(home):
    return factories.PlainPageFactory(parent=home, title="À propos", slug="a-propos")


def titles(client, path="/api/v2/pages/"):
    return [item["title"] for item in client.get(path).json()["items"]]


def test_published_pages_are_listed(client, page):
    assert titles(client) == ["Faire alliance", "À propos"]


def test_drafts_are_not(client, page):
    page.unpublish()

    assert "À propos" not in titles(client)
    assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404


def test_restricted_pages_are_not(client, page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert "À propos" not in titles(client)
    assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404


def test_nothing_can_be_written(client, page):
    path = f"/api/v2/pages/{page.pk}/"

    for send in (client.post, client.put, client.patch, client.delete):
        assert send(path).status_code in (403, 405)


@pytest.mark.parametrize(
    "query",
    [
        "slug=%00",
        "title=%00",
        "type=rien.Rien",
        "fields=rien",
        "fields=*,(,",
        "order=rien",
        "limit=-1",
        "limit=99999",
        "offset=99999999999999999999999",
        "child_of=99999999999999999999999",
        "descendant_of=%00",
        "translation_of=abc",
        "locale=de",
        "search=%00",
        "rien=1",
    ],
)
def test_a_hostile_question_gets_an_answer(client, page, query):
    assert client.get(f"/api/v2/pages/?{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize("typed", ["hier", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])  # fmt: skip
def test_an_instant_that_is_none_gets_an_answer(client, page, typed):
    response = client.get("/api/v2/pages/", {"first_published_at": typed})

    # PostgreSQL reads years that SQLite doesn't.
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("path", ["%00", "/%00/", "rien", "a/" * 2000])
def test_a_hostile_address_gets_an_answer(client, page, path):
    response = client.get(f"/api/v2/pages/find/?html_path={path}")

    assert response.status_code in (400, 404)
