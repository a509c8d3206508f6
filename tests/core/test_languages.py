"""A reader's language is in the address; the first one is guessed once."""

import pytest

from core.views import choose_language


@pytest.mark.parametrize(
    ("accepted", "address"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "/fr/"),
        ("en-US,en;q=0.9", "/en/"),
        ("de,en;q=0.5", "/en/"),
        ("de", "/fr/"),
        ("", "/fr/"),
        ("*", "/fr/"),
        ("x" * 5000, "/fr/"),
        ("en;q=NaN, ;;;,\x00", "/fr/"),
    ],
)
def test_the_root_sends_to_the_readers_language_without_a_cookie(
    client, accepted, address
):
    response = client.get("/", headers={"Accept-Language": accepted})

    assert response.status_code == 302
    assert response["Location"] == address
    assert not response.cookies
    assert "Accept-Language" in response["Vary"]


def test_the_guess_follows_the_browser_only(rf):
    request = rf.get("/", headers={"Accept-Language": "en"})

    assert choose_language(request)["Location"] == "/en/"


@pytest.mark.parametrize("path", ["/de/", "/de/vademecum/", "/frr/", "/f/", "/FR/"])
def test_an_unknown_language_is_not_found(client, home, path):
    # Django first tries the address below the reader's language, as for /vademecum/.
    response = client.get(path, follow=True)

    assert response.status_code == 404


def test_the_home_page_of_a_language_nobody_translated_is_not_found(client, home):
    assert client.get("/en/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["fr", "en-GB,en", "de"])
def test_the_admin_is_in_french_whatever_the_browser_says(client, accepted):
    response = client.get("/admin/login/", headers={"Accept-Language": accepted})

    assert '<html lang="fr"' in response.content.decode()
    assert "Mot de passe" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("/fr/x/", "Un nœud a lâché.", "A knot gave way."),
        ("/en/x/", "A knot gave way.", "Un nœud a lâché."),
    ],
)
def test_what_fails_is_said_in_the_readers_language_then_in_the_other(
    client, monkeypatch, path, first, second
):
    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr("core.frame.route", fail)
    client.raise_request_exception = False

    response = client.get(path)

    html, here = response.content.decode(), path[1:3]
    assert response.status_code == 500
    assert f'<html lang="{here}">' in html
    assert f"<h1>{first}</h1>" in html
    assert f"<h2>{second}</h2>" in html
    assert html.index(first) < html.index(second)
    assert f'<a class="onward" href="/{here}/">' in html


@pytest.mark.parametrize("accepted", ["fr", "en"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/e/99/{}/",
        "/e/99/{}/vademecum/",
        "/e/99/{}/vademecum.pdf",
        "/e/99/{}/depuis/98/",
        "/c/rien/?lang={}",
        "/c/rien/carte/?lang={}",
        "/c/rien/citation.bib?lang={}",
        "/c/rien/v/1/?lang={}",
        "/c/rien/partage-{}-abc.png",
        "/attestations/parcours/6f5a2b7e-0000-4000-8000-000000000000/1/{}.json",
    ],
)
def test_what_is_not_found_says_so_in_the_language_inside_its_address(
    client, home, english_home, path, language, accepted
):
    response = client.get(path.format(language), headers={"Accept-Language": accepted})

    assert response.status_code == 404
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert f'href="/{language}/"' in response.content.decode()


@pytest.mark.parametrize("path", ["/c/rien/", "/c/rien/?lang=de", "/e/de/"])  # fmt: skip
def test_where_the_address_has_none_it_is_the_readers(client, home, english_home, path):
    response = client.get(path, headers={"Accept-Language": "en"}, follow=True)

    assert response.status_code == 404
    assert '<html lang="en"' in response.content.decode()
