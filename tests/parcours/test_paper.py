"""Étapes and sheets on paper, and the way back to the screen."""

import pytest

from tests import factories
from tests.linked_data import faults

from .conftest import ACTIVITIES, ASSESSMENT, MEETING, QUIZ, SHEET, etape_with


@pytest.fixture
def etape(parcours):
    return etape_with(parcours, ACTIVITIES)


def test_the_short_address_of_an_etape_leads_to_it(client, etape):
    for path in (f"/p/{etape.pk}", f"/p/{etape.pk}/"):
        response = client.get(path)

        assert response.status_code == 302
        assert response["Location"] == etape.url


def test_the_short_address_of_a_sheet_leads_to_it_and_outlives_it(client, etape):
    assert client.get(f"/p/{etape.pk}/2222")["Location"] == f"{etape.url}#{SHEET}"

    etape.body = ACTIVITIES[:1]
    etape.save_revision().publish()
    assert client.get(f"/p/{etape.pk}/2222")["Location"] == etape.url


def test_the_short_address_of_nothing_published_is_not_found(client, etape, parcours):
    etape.unpublish()

    for path in (f"{etape.pk}", f"{parcours.pk}", "0", "9" * 40, "abc", "1/%00"):
        assert client.get(f"/p/{path}", follow=True).status_code == 404


def test_an_english_paper_leads_to_the_english_etape(
    client, english_home, parcours, etape, english
):
    factories.translated(parcours.get_parent().specific, english)
    factories.translated(parcours, english)
    translation = factories.translated(etape, english)

    response = client.get(f"/p/{translation.pk}", headers={"Accept-Language": "fr"})

    assert response["Location"].startswith("/en/")


def test_an_etape_says_on_paper_where_it_is_and_what_to_choose_from(client, etape):
    html = client.get(etape.url).content.decode()

    assert f"testserver/p/{etape.pk}</b>" in html
    assert "À choisir parmi" in html
    assert f'href="{etape.url}fiche/{SHEET}/"' in html
    assert f"fiche/{QUIZ}/" not in html


@pytest.mark.parametrize("block", [SHEET, MEETING, ASSESSMENT])
def test_a_sheet_has_a_page_of_its_own_with_its_short_address(client, etape, block):
    response = client.get(f"{etape.url}fiche/{block}/")
    html = response.content.decode()

    title = next(each["value"]["title"] for each in ACTIVITIES if each["id"] == block)
    assert response.status_code == 200
    assert f'href="{etape.url}#{block}"' in response.content.decode()
    assert f"{title.replace(' ?', '')}" in html
    assert f"testserver/p/{etape.pk}/{block[:4]}" in html
    assert "<svg" in html and 'content="noindex"' in html
    assert faults(html) == []
    assert not response.cookies


def test_a_question_with_a_right_answer_has_no_sheet(client, etape):
    for block in (QUIZ, "dddddddd-dddd-4ddd-8ddd-dddddddddddd"):
        assert client.get(f"{etape.url}fiche/{block}/").status_code == 404


def test_a_sheet_costs_no_more_than_its_etape(
    client, etape, django_assert_max_num_queries
):
    client.get(f"{etape.url}fiche/{SHEET}/")

    with django_assert_max_num_queries(8):
        client.get(f"{etape.url}fiche/{SHEET}/")
