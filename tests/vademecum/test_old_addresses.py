"""What was printed or cited still leads to the page, whatever its address became."""

import pytest
from wagtail.models import Page

from tests import factories


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home, slug="vademecum")


@pytest.fixture
def fiche(vademecum):
    return factories.FichePageFactory(parent=vademecum, slug="faire-alliance")


@pytest.fixture
def chiffres(vademecum):
    return factories.ChiffreIndexPageFactory(parent=vademecum, slug="chiffres")


@pytest.fixture
def mesures(vademecum):
    factories.MesureFactory(number=7)
    return factories.MesureIndexPageFactory(parent=vademecum, slug="mesures")


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def rename(page, slug):
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return rename


def test_the_printed_address_of_a_renamed_fiche_leads_to_it(client, fiche, rename):
    rename(fiche, "s-allier")

    for old, new in {
        "": "",
        "fiche.pdf": "fiche.pdf",
        "dossier.zip": "dossier.zip",
    }.items():
        response = client.get(f"/fr/vademecum/faire-alliance/{old}")
        assert (old, response.status_code) == (old, 301)
        assert (
            response["Location"]
            .rstrip("/")
            .endswith(f"/fr/vademecum/s-allier/{new}".rstrip("/"))
        )


def test_what_stands_below_a_renamed_page_follows_it(
    client, fiche, chiffres, mesures, rename
):
    rename(fiche.get_parent(), "reference")

    for old in (
        "faire-alliance/",
        "chiffres/chiffres.csv",
        "chiffres/corrections/",
        "mesures/7/",
        "contacts/",
    ):
        response = client.get(f"/fr/vademecum/{old}", follow=True)
        [(location, status), *_] = response.redirect_chain
        assert (old, status, response.status_code) == (old, 301, 200)
        assert f"/fr/reference/{old}".rstrip("/") in location


def test_a_moved_page_is_found_at_its_old_address(client, home, chiffres):
    other = factories.PlainPageFactory(
        parent=Page.objects.get(pk=home.pk), slug="autre"
    )

    Page.objects.get(pk=chiffres.pk).move(Page.objects.get(pk=other.pk), "last-child")

    response = client.get("/fr/vademecum/chiffres/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0].endswith("/fr/autre/chiffres/")


def test_a_page_at_an_old_address_is_shown_not_left(client, vademecum, fiche, rename):
    rename(fiche, "s-allier")
    factories.FichePageFactory(
        parent=Page.objects.get(pk=vademecum.pk).specific,
        slug="faire-alliance",
        title="Une autre",
    )

    response = client.get("/fr/vademecum/faire-alliance/")

    assert response.status_code == 200
    assert "Une autre" in response.content.decode()


def test_an_address_that_never_was_is_not_found(client, fiche):
    assert client.get("/fr/vademecum/jamais/").status_code == 404
    assert client.get("/fr/vademecum/%00/").status_code == 404
