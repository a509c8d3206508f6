"""What is said on a Thursday is learnt from: extracts in étapes, and ties both ways."""

import pytest

from tests import factories
from tests.factories import TEXT


@pytest.fixture
def learning(home, episode):
    """An étape with an extract of the episode and its question; a fiche and a figure."""
    vademecum = factories.VademecumPageFactory(parent=home)
    fiche = factories.FichePageFactory(parent=vademecum, title="La fiche")
    figure = factories.ChiffreCleFactory(title="Le chiffre")
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    parcours = factories.ParcoursPageFactory(parent=all_parcours)
    extract = {
        "jeudi": episode.pk,
        "start": "0:01",
        "end": "0:04",
        "text": "À retenir.",
    }
    etape = factories.EtapePageFactory(
        parent=parcours, title="L'étape",
        body=[*TEXT, {"type": "extract", "value": extract}],
    )  # fmt: skip
    episode.fiche_links.create(page=fiche)
    episode.body = [{"type": "figure", "value": figure.pk}]
    episode.save_revision().publish()
    return {"fiche": fiche, "etape": etape, "figure": figure}


def test_an_extract_of_ours_is_heard_in_the_etape_between_its_two_seconds(
    client, learning, episode
):
    html = client.get(learning["etape"].href).content.decode()

    source = episode.recordings[0].sources[0].url
    assert f'<source src="{source}#t=1,4" type="audio/mpeg">' in html


def test_a_jeudi_leads_to_the_etape_that_shows_an_extract_of_it(
    client, learning, episode
):
    html = client.get(episode.href).content.decode()

    assert learning["etape"].href in html
    assert learning["fiche"].href in html


def test_an_etape_a_fiche_and_a_figure_lead_to_the_jeudi(client, learning, episode):
    episode.etape_links.create(page=learning["etape"])
    episode.save_revision().publish()

    for address in (
        learning["etape"].href,
        learning["fiche"].href,
        f"/c/{learning['figure'].identifier}/",
    ):
        html = client.get(address).content.decode()
        assert "Les Jeudis en parlent" in html, address
        assert episode.href in html


def test_a_jeudi_that_is_taken_off_leaves_them(client, learning, episode):
    episode.unpublish()

    for page in (learning["etape"], learning["fiche"]):
        html = client.get(page.href).content.decode()
        assert "Les Jeudis en parlent" not in html
        assert episode.href not in html
