"""The parcours as their index lists them."""

import pytest

from parcours.models import ParcoursPage
from tests import factories


def totals():
    return {
        page.title: (page.etape_count, page.minutes)
        for page in ParcoursPage.objects.with_totals()
    }


def test_etapes_and_minutes_are_added_up_by_the_database(
    parcours, django_assert_num_queries
):
    parcours.title = "Diagnostic"
    parcours.save_revision().publish()
    for minutes in (20, 25):
        factories.EtapePageFactory(parent=parcours, duration_minutes=minutes)
    factories.EtapePageFactory(parent=parcours, duration_minutes=90, live=False)
    factories.ParcoursPageFactory(parent=parcours.get_parent(), title="Vide")

    with django_assert_num_queries(1):
        found = totals()

    assert found == {"Diagnostic": (2, 45), "Vide": (None, None)}


def test_etapes_are_in_the_editors_order(parcours):
    one = factories.EtapePageFactory(parent=parcours, title="Un")
    two = factories.EtapePageFactory(parent=parcours, title="Deux")

    two.move(one, pos="left")

    assert [etape.title for etape in parcours.etapes()] == ["Deux", "Un"]


def test_an_etape_knows_what_comes_before_and_after(rf, parcours):
    one, two, three = (factories.EtapePageFactory(parent=parcours) for _ in range(3))
    factories.EtapePageFactory(parent=parcours, live=False)

    around = two.get_context(rf.get("/"))["neighbours"]

    assert (around.previous.pk, around.next.pk) == (one.pk, three.pk)
    assert (around.position, around.total) == (2, 3)


@pytest.mark.parametrize("kind", ParcoursPage.Kind.values)
def test_the_index_shows_each_kind(client, parcours, kind):
    factories.ParcoursPageFactory(
        parent=parcours.get_parent(), kind=kind, title=f"Parcours {kind}"
    )

    html = client.get(parcours.get_parent().specific.href).content.decode()

    assert f"Parcours {kind}" in html
