"""The numbers of a season: without gap or double, and a published one never changes."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jeudis import numbering
from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris


def draft(season, day, **more):
    more = {"number": None, "live": False} | more
    return factories.JeudiPageFactory(
        parent=season, title=f"Le {day}", starts_at=paris(2026, 12, day, 12), **more
    )


def numbers(season) -> dict[str, int]:
    jeudis = JeudiPage.objects.child_of(season)
    return dict(jeudis.order_by("number").values_list("title", "number"))


def test_drafts_are_numbered_by_date_whatever_the_order_of_their_creation(season):
    for day in (17, 3, 24, 10):
        draft(season, day)

    assert numbers(season) == {"Le 3": 1, "Le 10": 2, "Le 17": 3, "Le 24": 4}


def test_a_deleted_draft_leaves_no_gap(season):
    pages = [draft(season, day) for day in (3, 10, 17)]

    pages[1].delete()

    assert numbers(season) == {"Le 3": 1, "Le 17": 2}


def test_a_published_number_never_changes(season):
    first, _second = draft(season, 10), draft(season, 17, live=True)

    first.delete()
    draft(season, 3)
    draft(season, 31)

    assert numbers(season) == {"Le 3": 1, "Le 17": 2, "Le 31": 3}


def test_an_unpublished_one_keeps_its_number(season):
    published = draft(season, 10, live=True)
    published.unpublish()

    draft(season, 3)

    assert numbers(season) == {"Le 10": 1, "Le 3": 2}


def test_a_cancelled_one_keeps_its_number(season):
    jeudi = draft(season, 10, live=True)
    jeudi.status, jeudi.cancellation_reason = "cancelled", "Grève des transports."
    jeudi.save_revision().publish()
    draft(season, 3)

    assert numbers(season)["Le 10"] == 1


def test_an_archive_keeps_the_numbers_it_was_given_and_the_next_one_follows(season):
    draft(season, 3, number=3)
    draft(season, 10, number=7)

    draft(season, 17)

    assert numbers(season) == {"Le 3": 3, "Le 10": 7, "Le 17": 8}


def test_the_same_number_is_not_given_twice(season):
    draft(season, 3, number=3)

    with pytest.raises(ValidationError, match="déjà celui"):
        draft(season, 10, number=3)

    assert numbers(season) == {"Le 3": 3}


def test_an_older_revision_does_not_bring_an_older_number_back(season):
    first, second = draft(season, 3), draft(season, 10)
    first.delete()

    JeudiPage.objects.get(pk=second.pk).latest_revision.publish()

    assert numbers(season) == {"Le 10": 1}


def test_a_translation_has_the_number_of_its_source(season, english_home, english):
    factories.translated(season.get_parent().specific, english)
    factories.translated(season, english)
    first, second = draft(season, 3), draft(season, 10)
    twin = second.copy_for_translation(english)

    first.delete()

    twin.refresh_from_db()
    assert twin.number == 1


def test_moved_to_another_season_it_has_a_number_of_its_own(client, season):
    other = factories.SeasonPageFactory(parent=season.get_parent())
    draft(season, 3, live=True)
    theirs = draft(other, 10, live=True)
    client.force_login(factories.UserFactory(is_superuser=True))

    client.post(f"/admin/pages/{theirs.pk}/move/{season.pk}/confirm/")

    assert numbers(season) == {"Le 3": 1, "Le 10": 2}


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)), st.integers(0, 20))
def test_free_numbers_are_nobodys_and_leave_no_gap(given, published, count):
    free = numbering.free_numbers(given, published)
    taken = [next(free) for _ in range(count)]

    first = max(given, default=0) + 1
    assert not set(taken) & (given | published)
    assert taken == sorted(set(taken))
    if taken:
        assert set(range(first, taken[-1])) <= {*taken, *published}
