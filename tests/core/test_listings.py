"""Lists of pages as readers see them."""

import pytest
from django.db import connection
from django.utils import translation
from wagtail.models import Page

from core.listings import (
    children_in_any_language,
    neighbours,
    paginated,
    readable,
)
from tests import factories
from vademecum.models import FichePage

pytestmark = pytest.mark.engine


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home)


@pytest.fixture
def fiches(vademecum):
    return [
        factories.FichePageFactory(parent=vademecum, title=title)
        for title in ("Un", "Deux", "Trois")
    ]


def titles(language):
    return [page.title for page in readable(FichePage.objects.all(), language)]


def test_a_french_list_follows_the_tree(fiches):
    fiches[2].move(fiches[0], pos="left")

    assert titles("fr") == ["Trois", "Un", "Deux"]


def test_drafts_are_in_no_list(fiches):
    fiches[1].unpublish()

    assert titles("fr") == ["Un", "Trois"]


def test_an_english_list_shows_translations_and_french_for_the_rest(
    english_home, vademecum, fiches, english
):
    factories.translated(vademecum, english)
    factories.translated(fiches[1], english, title="Two")

    assert titles("en") == ["Un", "Two", "Trois"]
    assert titles("fr") == ["Un", "Deux", "Trois"]


def test_an_english_list_shows_french_while_the_translation_is_a_draft(
    english_home, vademecum, fiches, english
):
    factories.translated(vademecum, english)
    factories.translated(fiches[1], english, title="Two").unpublish()

    assert titles("en") == ["Un", "Deux", "Trois"]


def test_reordering_the_french_pages_reorders_the_english_list(
    english_home, vademecum, fiches, english
):
    factories.translated(vademecum, english)
    for fiche, title in zip(fiches, ("One", "Two", "Three"), strict=True):
        factories.translated(fiche, english, title=title)
    fiches[2].refresh_from_db()
    fiches[0].refresh_from_db()

    fiches[2].move(fiches[0], pos="left")

    assert titles("en") == ["Three", "One", "Two"]


def test_a_translation_stays_when_its_source_is_taken_off(
    english_home, vademecum, fiches, english
):
    factories.translated(vademecum, english)
    factories.translated(fiches[1], english, title="Two")
    fiches[1].unpublish()

    assert titles("en") == ["Un", "Two", "Trois"]


def test_a_list_is_in_the_active_language_unless_told(fiches):
    with translation.override("en"):
        assert len(readable(FichePage.objects.all())) == 3


def test_the_children_of_a_page_are_those_of_its_translations_too(
    english_home, vademecum, fiches, english
):
    translated = factories.translated(vademecum, english)
    factories.translated(fiches[1], english, title="Two")

    found = readable(
        children_in_any_language(FichePage.objects.all(), translated), "en"
    )

    assert [page.title for page in found] == ["Un", "Two", "Trois"]


def test_the_children_of_another_page_are_not_listed(home, vademecum, fiches):
    other = factories.PlainPageFactory(parent=home)

    assert not children_in_any_language(FichePage.objects.all(), other).exists()


@pytest.mark.parametrize(
    ("place", "expected"),
    [(0, (None, "Deux", 1)), (1, ("Un", "Trois", 2)), (2, ("Deux", None, 3))],
)
def test_what_comes_before_and_after(fiches, place, expected):
    found = neighbours(fiches[place], fiches)

    assert found.total == 3
    assert expected == (
        found.previous and found.previous.title,
        found.next and found.next.title,
        found.position,
    )


def test_a_page_that_is_not_in_the_list_has_no_neighbours(fiches):
    found = neighbours(fiches[0], fiches[1:])

    assert (found.previous, found.next, found.position, found.total) == (
        None,
        None,
        0,
        2,
    )


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("2", 2), ("0", 3), ("-1", 3), ("99", 3), ("deux", 1), ("2.5", 1), ("9" * 5000, 1), ("\x00", 1)],
)  # fmt: skip
def test_a_mad_page_number_shows_the_nearest_page(rf, asked, number):
    request = rf.get("/", {"page": asked})

    assert paginated(list(range(50)), request).number == number


def work_of(pages) -> int:
    """The steps of SQLite's machine, in hundreds, that a list takes."""
    steps = []
    connection.connection.set_progress_handler(lambda: steps.append(1), 100)
    try:
        list(pages)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(steps)


def many(parent, numbers):
    """Fiches without a revision nor an index: a thousand of them take a second."""
    pages = Page.objects.bulk_create(
        Page(
            path=f"{parent.path}{n:04}", depth=parent.depth + 1, title=str(n), slug=str(n), url_path=f"{parent.url_path}{n}/", locale=parent.locale, content_type=parent.content_type,
        )
        for n in numbers
    )  # fmt: skip
    for page in pages:
        fiche = FichePage(page_ptr=page)
        fiche.__dict__.update(page.__dict__)
        fiche.save_base(raw=True)


def test_a_list_ten_times_longer_takes_ten_times_the_work(vademecum):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone counts its steps")
    works = []

    for numbers in (range(100), range(100, 1000)):
        many(vademecum, numbers)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # it knows which tables are long
        works.append(work_of(readable(FichePage.objects.all(), "fr")))

    assert works[1] < 12 * works[0]
