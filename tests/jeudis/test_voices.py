"""A page for each speaker: all their Jeudis, with what they were on each day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jeudis.models import Speaker
from tests import factories
from tests.factories import paris
from tests.linked_data import faults, nodes

LIST = "/fr/jeudis/intervenants/"


@pytest.fixture
def person(season):
    return factories.PersonFactory(
        name="Camille Martin", slug="camille-martin", role="Directrice", organisation=factories.OrganisationFactory(name="La Fondation")
    )  # fmt: skip


def spoke(season, person, title, day, **said):
    jeudi = factories.JeudiPageFactory(parent=season, title=title, starts_at=day)
    jeudi.speakers.add(Speaker(person=person, locale=jeudi.locale, **said))
    jeudi.save_revision().publish()
    return jeudi


def test_all_their_jeudis_with_the_role_of_each_day(client, season, person):
    spoke(season, person, "Le premier", paris(2022, 2, 3, 12), role="Étudiante")
    spoke(season, person, "Le second", paris(2026, 11, 26, 12))
    person.role, person.organisation = "Présidente", None
    person.save_revision().publish()

    html = client.get(f"{LIST}camille-martin/").content.decode()

    assert html.index("Le second") < html.index("Le premier")
    assert "Étudiante" in html
    assert "Directrice, La Fondation" in html
    assert '<p class="lead">Présidente</p>' in html
    assert faults(html) == []
    [node] = [each for each in nodes(html) if each["@type"] == "Person"]
    assert [event["name"] for event in node["performerIn"]] == ["Le second", "Le premier"]  # fmt: skip


def test_in_english_with_the_translated_notice(
    client, season, person, english_home, english
):
    spoke(season, person, "Le premier", paris(2026, 11, 26, 12))
    factories.translated(season.get_parent().specific, english, slug="thursdays")
    factories.translated(person, english, role="Director")

    html = client.get("/en/thursdays/speakers/camille-martin/").content.decode()
    french = client.get(f"{LIST}camille-martin/").content.decode()

    assert '<html lang="en"' in html
    assert "Director, La Fondation" in html
    assert "Le premier" in html  # in French, and says so
    assert faults(html) == []
    assert 'hreflang="en"' in french


def test_the_list_says_how_many_each(client, season, person):
    other = factories.PersonFactory(name="Dominique Petit")
    spoke(season, person, "Le premier", paris(2022, 2, 3, 12))
    spoke(season, person, "Le second", paris(2026, 11, 26, 12))
    spoke(season, other, "Le troisième", paris(2026, 11, 19, 12))

    html = client.get(LIST).content.decode()

    assert html.index("Camille Martin") < html.index("Dominique Petit")
    assert "2 Jeudis" in html
    assert "1 Jeudi<" in html
    assert faults(html) == []


def test_who_left_the_site_or_never_spoke_has_no_page(client, season, person):
    silent = factories.PersonFactory()
    jeudi = spoke(season, person, "Le premier", paris(2022, 2, 3, 12))
    person.unpublish()

    assert client.get(f"{LIST}camille-martin/").status_code == 404
    assert client.get(f"{LIST}{silent.slug}/").status_code == 404
    assert client.get(f"{LIST}personne/").status_code == 404
    assert "Camille" not in client.get(LIST).content.decode()
    assert "Camille" not in client.get(jeudi.href).content.decode()


def test_a_draft_gives_nobody_a_page(client, season, person):
    jeudi = spoke(season, person, "Le premier", paris(2022, 2, 3, 12))
    jeudi.unpublish()

    assert client.get(f"{LIST}camille-martin/").status_code == 404


def test_few_statements_however_much_they_spoke(client, season, person):
    for week in range(25):
        day = paris(2026, 1, 1, 12) + timedelta(weeks=week)
        spoke(season, person, f"Le {week}", day)

    for address in (LIST, f"{LIST}camille-martin/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)

        assert response.status_code == 200
        assert len(captured) <= 8
