"""What a browser is told, what it keeps, and whose forms are taken."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from core.same_origin import same_origin_only
from tests import factories


@pytest.fixture
def pages(home):
    """The addresses of one page of each sort, and of views that are no page."""
    vademecum = factories.VademecumPageFactory(parent=home)
    fiche = factories.FichePageFactory(parent=vademecum)
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    parcours = factories.ParcoursPageFactory(parent=all_parcours)
    etape = factories.EtapePageFactory(parent=parcours)
    figure = factories.ChiffreCleFactory()
    return [
        *(page.href for page in (home, vademecum, fiche, all_parcours, parcours, etape)),
        "/fr/recherche/?q=alliance",
        "/fr/mon-parcours/",
        "/fr/mon-parcours/export.json",
        f"/c/{figure.identifier}/",
        f"/c/{figure.identifier}/v/1/",
        "/fr/rien/",
        "/robots.txt",
        "/sitemap.xml",
        "/healthz",
    ]  # fmt: skip


def test_no_public_address_sets_a_cookie(client, pages):
    with_cookies = [path for path in pages if client.get(path, follow=True).cookies]

    assert with_cookies == []
    assert not client.cookies


def test_public_addresses_have_the_strict_policy(client, pages):
    for path in pages:
        policy = client.get(path, follow=True)["Content-Security-Policy"]

        assert "default-src 'self'" in policy, path
        assert "object-src 'none'" in policy, path
        assert "base-uri 'none'" in policy, path
        assert "unsafe" not in policy, path


def test_public_pages_keep_to_their_own_policy(client, pages):
    """No inline style or script and no other host: the browser would refuse them."""
    for path in pages:
        html = client.get(path, follow=True).content.decode()

        assert "<style" not in html, path
        assert " style=" not in html, path
        assert " onclick=" not in html, path
        assert "<script>" not in html, path
        for mark in ('src="http', 'srcset="http', '<link rel="stylesheet" href="http'):
            assert mark not in html, path


def test_only_the_admin_relaxes_the_policy(client, db):
    policy = client.get("/admin/login/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "object-src 'none'" in policy


def test_a_page_that_looks_like_the_admin_is_not_the_admin(client, home):
    policy = client.get("/fr/admin/")["Content-Security-Policy"]

    assert "unsafe" not in policy


def test_the_usual_headers_are_there(client, home):
    response = client.get("/fr/")

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "same-origin"


def test_nothing_of_the_admin_opens_without_signing_in(client, home):
    for path in ("/admin/", "/admin/pages/", "/admin/snippets/", "/admin/composants/"):
        response = client.get(path)

        assert response.status_code in (302, 404), path


# --- Forms of other sites ---------------------------------------------------------


@same_origin_only
def view(request):
    return HttpResponse("ok")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_our_own_forms_are_taken(rf, headers):
    assert view(rf.post("/", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://testserver.evil.example"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_the_forms_of_other_sites_are_refused(rf, headers):
    with pytest.raises(PermissionDenied):
        view(rf.post("/", headers=headers))


@pytest.mark.parametrize("name", ["q", "locale", "ordering", "p"])
def test_what_no_database_reads_is_nowhere_in_the_admin(admin_client, home, name):
    for path in ("/admin/pages/usage/home/plainpage/", "/admin/snippets/core/person/"):
        assert admin_client.get(f"{path}?{name}=%00").status_code == 404
        assert admin_client.get(path).status_code == 200


# --- Forms that can't be read -----------------------------------------------------

URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("kind", "path", "status"),
    [
        (f"{URLENCODED}; charset=utf-7", "/fr/", 400),
        (f"{URLENCODED}; charset=utf-7", "/rien.rien/", 404),
        (f"{URLENCODED}; charset=utf-7", "/fr/mon-parcours/code/", 400),
        ("multipart/form-data", "/fr/", 400),
        ("multipart/form-data", "/rien.rien/", 404),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(home, kind, path, status):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32  # whoever signed in once has one

    assert client.post(path, b"a=1", content_type=kind).status_code == status
