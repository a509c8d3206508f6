"""The worker that reads parcours without a network: where it is, what it says, how it goes."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from parcours import offline

WORKER = "/fr/parcours/hors-connexion.js"


@pytest.fixture
def all_parcours(parcours):
    page = parcours.get_parent().specific
    page.slug = "parcours"
    page.save_revision().publish()
    return page


def test_the_worker_lies_below_the_list_of_parcours_and_is_never_cached(
    client, all_parcours
):
    response = client.get(WORKER)

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert (
        "Service-Worker-Allowed" not in response
    )  # it sees what is beside it, no more
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert f'self.RELEASE = "{offline.release()}"' in response.content.decode()


def test_a_release_changes_the_worker(client, all_parcours, monkeypatch, settings):
    one = client.get(WORKER).content
    monkeypatch.setattr(staticfiles_storage, "manifest_hash", "abc", raising=False)
    two = client.get(WORKER).content
    settings.SITE_VERSION = "9.9.9"
    three = client.get(WORKER).content

    assert len({one, two, three}) == 3


def test_switched_off_the_worker_takes_itself_away_and_pages_name_none(
    client, all_parcours, etape, settings
):
    settings.OFFLINE_READING = False

    script = client.get(WORKER).content.decode()
    html = client.get(etape.url).content.decode()

    assert "registration.unregister()" in script
    assert "importScripts" not in script
    assert 'data-worker=""' in html  # what was answered is still sent


def test_pages_of_a_parcours_name_the_worker_and_other_pages_do_not(
    client, all_parcours, parcours, etape, home
):
    for page in (parcours, etape):
        html = client.get(page.url).content.decode()
        assert f'data-worker="{WORKER}" data-scope="/fr/parcours/"' in html

    for address in (home.url, all_parcours.url, "/fr/mon-parcours/"):
        assert "data-worker" not in client.get(address).content.decode()


def test_the_page_without_network_looks_like_the_site_and_is_not_indexed(
    client, all_parcours
):
    html = client.get("/fr/parcours/hors-connexion/").content.decode()

    assert "Le réseau manque." in html
    assert 'name="robots" content="noindex"' in html
    assert 'class="header' in html


def test_an_etape_that_no_list_of_parcours_is_above_names_no_worker(
    rf, all_parcours, etape
):
    html = etape.make_preview_request().content.decode()

    assert "data-worker" not in html
