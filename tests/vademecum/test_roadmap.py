"""Twenty-one measures: totals are counted, never typed."""

import pytest

from tests import factories
from vademecum.models import Mesure
from vademecum.roadmap import roadmap


@pytest.fixture
def mesures(french):
    return [
        factories.MesureFactory(
            number=number,
            dimension=list(Mesure.Dimension)[(number - 1) // 7],
            status="atteinte" if number <= 2 else "a_confirmer",
        )
        for number in range(21, 0, -1)
    ]


@pytest.fixture
def page(home, mesures):
    vademecum = factories.VademecumPageFactory(parent=home)
    return factories.MesureIndexPageFactory(parent=vademecum)


def totals():
    return {total.status.value: total.count for total in roadmap()["totals"]}


def test_the_totals_are_those_of_the_measures(mesures):
    assert totals() == {
        "a_confirmer": 19, "atteinte": 2, "depassee": 0, "en_retard": 0,
    }  # fmt: skip


def test_a_measure_that_changes_state_changes_the_totals(mesures):
    mesures[0].status = "en_retard"
    mesures[0].save_revision().publish()

    assert totals()["en_retard"] == 1
    assert totals()["a_confirmer"] == 18


def test_a_draft_changes_no_total(mesures):
    mesures[0].status = "en_retard"
    mesures[0].save_revision()

    assert totals()["en_retard"] == 0


def test_a_translation_is_not_counted_twice(mesures, english):
    factories.translated(mesures[0], english, title="Train")

    assert sum(totals().values()) == 21


def test_each_of_the_three_strands_has_its_seven_measures_in_order(mesures):
    strands = roadmap()["strands"]

    assert [[mesure.number for mesure in strand.mesures] for strand in strands] == [
        list(range(1, 8)),
        list(range(8, 15)),
        list(range(15, 22)),
    ]
    assert [strand.months for strand in strands] == [(3, 9), (6, 12), (12, 18)]


def test_the_roadmap_is_two_statements(mesures, django_assert_num_queries):
    with django_assert_num_queries(2):
        roadmap()


def test_a_measure_has_its_own_address(client, page):
    response = client.get(f"{page.href}7/")

    assert response.status_code == 200
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "rest",
    ["0/", "22/", "99999999999999999999999/", "-1/", "sept/", "7/8/", "7.5/", "٧/"],
)
def test_a_measure_that_does_not_exist_is_not_found(client, page, rest):
    assert client.get(f"{page.href}{rest}", follow=True).status_code == 404


def test_a_measure_that_is_not_published_is_not_found(client, page, mesures):
    mesures[0].unpublish()

    assert client.get(f"{page.href}21/").status_code == 404


def test_the_language_switch_of_a_measure_leads_to_the_same_measure(
    client, page, english_home, english
):
    vademecum = factories.translated(
        page.get_parent().specific, english, slug="handbook"
    )
    factories.translated(page, english, slug="measures")

    html = client.get(f"{page.href}7/").content.decode()

    assert vademecum.live
    assert 'href="/en/handbook/measures/7/"' in html


def test_the_figures_of_a_measure_are_on_its_page(client, page):
    figure = factories.ChiffreCleFactory(identifier="part-des-maires")
    mesure = Mesure.objects.get(number=7)
    figure.mesure_links.add(figure.mesure_links.model(mesure=mesure, sort_order=0))
    figure.save_revision().publish()

    assert "/c/part-des-maires/" in client.get(f"{page.href}7/").content.decode()
    assert "/c/part-des-maires/" not in client.get(f"{page.href}8/").content.decode()
