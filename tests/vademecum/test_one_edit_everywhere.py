"""A fact lives once: one publication, and every output says the new value."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Page

from tests import factories
from tests.admin_forms import fields_of
from vademecum.book import shelf

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def figure(home, english):
    figure = factories.ChiffreCleFactory(identifier="maires", value=81)
    factories.translated(figure, english, counts="of mayors")
    return figure


@pytest.fixture
def fiche(home, english, english_home, figure):
    vademecum = factories.VademecumPageFactory(parent=home, slug="vademecum")
    chiffres = factories.ChiffreIndexPageFactory(parent=vademecum, slug="chiffres")
    fiche = factories.FichePageFactory(
        parent=Page.objects.get(pk=vademecum.pk).specific,
        slug="fiche",
        body=[{"type": "figure", "value": figure.pk}],
    )
    factories.translated(vademecum, english, slug="handbook")
    factories.translated(chiffres, english, slug="figures")
    factories.translated(fiche, english, slug="sheet")
    return fiche


def correct_in_the_admin(client, django_user_model, figure, **fields):
    """What an administrator does on the edit screen of a figure."""
    client.force_login(django_user_model.objects.create_superuser("a@example.org", "x"))
    address = reverse(figure.snippet_viewset.get_url_name("edit"), args=[figure.pk])
    values = fields_of(client.get(address), "source_url")
    response = client.post(address, values | fields | {"action-publish": "1"})
    client.logout()
    assert response.status_code == 302


def test_changing_81_to_82_reaches_every_output(
    client, django_user_model, django_capture_on_commit_callbacks, figure, fiche
):
    first = client.get("/c/maires/v/1/").content

    with django_capture_on_commit_callbacks(execute=True):
        correct_in_the_admin(
            client,
            django_user_model,
            figure,
            value="82",
            correction="Erreur de saisie.",
            source_url="https://example.org/etude-corrigee",
        )
    shelf.build_all()

    french, english = "82\u202f%", "82%"
    for address, said in {
        "/fr/vademecum/fiche/": french,
        "/en/handbook/sheet/": english,
        "/fr/vademecum/chiffres/": french,
        "/en/handbook/figures/": english,
        "/c/maires/": french,
        "/c/maires/?lang=en": english,
        "/c/maires/carte/": french,
        "/fr/vademecum/chiffres/corrections/": french,
        "/fr/vademecum/chiffres/corrections.xml": french,
    }.items():
        assert (address, said in strip_tags(client.get(address).content.decode())) == (
            address,
            True,
        )
    assert ",82," in client.get("/fr/vademecum/chiffres/chiffres.csv").content.decode()
    data = client.get("/fr/vademecum/chiffres/chiffres.json").json()
    assert "82" in json.dumps(data)
    embed = client.get("/oembed/", {"url": "http://testserver/c/maires/"}).json()[
        "html"
    ]
    assert "82" in embed
    for name in ("fiche.epub", "dossier.zip"):
        content = b"".join(client.get(f"/fr/vademecum/fiche/{name}").streaming_content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [
                archive.read(n).decode(errors="ignore") for n in archive.namelist()
            ]
        assert (name, any("82" in text for text in texts)) == (name, True)
    assert client.get("/c/maires/v/1/").content == first
    assert "81" in first.decode() and "82" not in first.decode()
    call_command("verify_citations", stdout=io.StringIO())
