"""Files to take away: made once, made again when they change, given to whom they are for."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core import frame
from parcours.models import ParcoursFile
from parcours.takeaway import bundle, shelf, views
from tests import factories


@pytest.fixture
def address(course):
    def address(use=""):
        path = f"/fr/emporter/{course.translation_key}/"
        return f"{path}{use}.zip" if use else path

    return address


def names() -> set[str]:
    return {row.file.name for row in ParcoursFile.objects.all()}


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_parcours_leads_to_the_page_where_it_is_taken_away(client, course, address):
    assert f'href="{address()}"' in client.get(course.href).content.decode()

    html = client.get(address()).content.decode()

    assert f'href="{address("hors-ligne")}"' in html
    assert "les réponses justes y sont" in html
    # No link leads to what its reader may not have.
    assert reverse("takeaway-team", args=[course.pk]) in html and "tout.zip" not in html


def test_everybody_takes_the_offline_file_without_a_cookie(client, address):
    response = client.get(address("hors-ligne"))

    archive = ZipFile(io.BytesIO(body(response)))
    assert "index.html" in archive.namelist()
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    assert client.cookies == {}
    again = client.get(address("hors-ligne"), headers={"if-none-match": response["ETag"]})  # fmt: skip
    assert again.status_code == 304


@pytest.mark.parametrize("use", shelf.TEAM)
def test_what_holds_the_answers_is_for_the_team_or_a_link_of_theirs(
    client, course, address, use
):
    assert client.get(address(use)).status_code == 403
    assert client.get(f"{address(use)}?jeton=forgé").status_code == 403

    by_link = client.get(f"{address(use)}?jeton={views.token(course.translation_key)}")

    assert (by_link.status_code, by_link["Cache-Control"]) == (200, "private, no-store")
    b"".join(by_link.streaming_content)  # to its end: the client then lets it go
    client.force_login(factories.UserFactory(is_superuser=True))
    by_team = client.get(address(use))
    assert by_team.status_code == 200
    b"".join(by_team.streaming_content)


def test_in_english_a_link_and_a_file_have_english_names(
    client, course, etapes, english_home, english
):
    factories.translated(course.get_parent().specific, english, slug="paths")
    factories.translated(course, english, title="A path", slug="path")
    for etape in etapes:
        factories.translated(etape, english)
    key, given = course.translation_key, views.token(course.translation_key)
    page = frame.address("takeaway", "en", key=key)
    file = frame.address("takeaway-file", "en", key=key, use="tout")

    html = client.get(f"{page}?token={given}").content.decode()

    assert f'"{file}?token={given}"' in html
    for name in ("token", "jeton"):  # links were sent with the French word
        response = client.get(f"{file}?{name}={given}")
        assert response.status_code == 200
        assert "faire-alliance-a-path-all.zip" in response["Content-Disposition"]
        b"".join(response.streaming_content)


def test_a_link_opens_one_parcours_for_thirty_days(
    client, course, address, monkeypatch
):
    other = factories.ParcoursPageFactory(parent=course.get_parent(), slug="autre")
    wrong = views.token(other.translation_key)
    assert client.get(f"{address('tout')}?jeton={wrong}").status_code == 403
    right = views.token(course.translation_key)
    page = client.get(f"{address()}?jeton={right}")
    assert f"tout.zip?jeton={right}" in page.content.decode()
    assert "no-store" in page["Cache-Control"]

    monkeypatch.setattr(views, "LINK_LASTS", -1)

    assert client.get(f"{address('tout')}?jeton={right}").status_code == 403
    assert "plus de trente jours" in client.get(f"{address()}?jeton={right}").content.decode()  # fmt: skip


def test_what_did_not_change_is_not_made_again(course, etapes, django_capture_on_commit_callbacks):  # fmt: skip
    at = timezone.now()
    assert shelf.build(course, at)
    before = {row.use: row.sha256 for row in ParcoursFile.objects.all()}
    first = names()

    assert not shelf.build(course, at)
    etapes[0].title = "Un autre titre"
    etapes[0].save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        assert shelf.build_all() == [f"{course.slug}.fr"]

    after = {row.use: row.sha256 for row in ParcoursFile.objects.all()}
    assert set(before) == set(after) == set(shelf.USES)
    assert all(before[use] != after[use] for use in before)
    assert not any(map(default_storage.exists, first))
    assert all(map(default_storage.exists, names()))


def test_a_parcours_that_is_gone_leaves_the_shelf(client, course, address, django_capture_on_commit_callbacks):  # fmt: skip
    shelf.build(course)
    course.unpublish()

    with django_capture_on_commit_callbacks(execute=True):
        shelf.build_all()

    assert not ParcoursFile.objects.exists()
    assert client.get(address()).status_code == 404
    assert client.get(address("hors-ligne")).status_code == 404


def test_a_heavy_parcours_says_what_weighs(client, address, monkeypatch):
    monkeypatch.setattr(bundle, "MOST", 40_000)

    response = client.get(address("hors-ligne"))

    assert response.status_code == 409
    assert "trop lourd" in response.content.decode()
    assert "fonts/bricolage.woff2" in response.content.decode()


def test_a_restricted_parcours_is_not_taken_away(client, course, address):
    course.view_restrictions.create(restriction_type="password", password="x")

    assert client.get(address()).status_code == 404
    assert client.get(address("hors-ligne")).status_code == 404


def test_an_unknown_use_or_parcours_is_not_found(client, address):
    assert client.get(address("scorm-3000")).status_code == 404
    unknown = "/fr/emporter/00000000-0000-4000-8000-000000000000/"
    assert client.get(unknown).status_code == 404
    assert client.get(f"{unknown}hors-ligne.zip").status_code == 404


def test_the_team_makes_a_link_in_the_admin(client, course):
    url = reverse("takeaway-team", args=[course.pk])
    assert client.get(url).status_code == 302
    client.force_login(factories.UserFactory(is_superuser=True))

    html = client.post(url).content.decode()

    assert "?jeton=" in html and "pendant 30" in html
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk]))
    assert url in edit.content.decode()
