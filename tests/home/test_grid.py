"""Three publics by four pillars: each page in its cells."""

from datetime import date

import pytest
from django.utils import translation

from core.choices import Audience, Pillar
from home import grid
from tests import factories
from tests.factories import paris


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def cell(audience, pillar):
    [found] = [
        cell
        for row in grid.cells()
        for cell in row
        if (cell.audience, cell.pillar) == (audience, pillar)
    ]
    return found


def test_the_grid_has_three_rows_of_four_cells(home):
    rows = grid.cells()

    assert [[cell.pillar for cell in row] for row in rows] == [list(Pillar)] * 3
    assert [row[0].audience for row in rows] == list(Audience)


def test_an_empty_cell_says_nothing(home):
    empty = cell("medias", "evaluer")

    assert (empty.count, empty.latest_on) == (0, None)


def test_a_page_counts_in_each_of_its_cells(news):
    factories.NewsPageFactory(
        parent=news, audiences=["medias", "institutions"], pillars=["evaluer"]
    )

    assert cell("medias", "evaluer").count == 1
    assert cell("institutions", "evaluer").count == 1
    assert cell("medias", "capitaliser").count == 0
    assert cell("academiques", "evaluer").count == 0


def test_a_cell_says_its_last_day(news, season):
    of_the_cell = {"audiences": ["medias"], "pillars": ["evaluer"]}
    factories.NewsPageFactory(
        parent=news, published_on=date(2022, 3, 28), **of_the_cell
    )
    # Half past midnight in Paris is still the day before in UTC.
    factories.JeudiPageFactory(parent=season, starts_at=paris(2022, 4, 28, 0, 30), **of_the_cell)  # fmt: skip

    assert cell("medias", "evaluer").count == 2
    assert cell("medias", "evaluer").latest_on == date(2022, 4, 28)


def test_drafts_are_in_no_cell(news):
    factories.NewsPageFactory(
        parent=news, audiences=["medias"], pillars=["evaluer"], live=False
    )

    assert cell("medias", "evaluer").count == 0


def test_a_translation_is_counted_once(news, english_home, english):
    page = factories.NewsPageFactory(
        parent=news, audiences=["medias"], pillars=["evaluer"]
    )
    factories.translated(news, english)
    factories.translated(page, english)

    with translation.override("en"):
        assert cell("medias", "evaluer").count == 1


@pytest.fixture
def concerned(home, news, season):
    """A page of each kind for the media and « évaluer », and one that is not."""
    vademecum = factories.VademecumPageFactory(parent=home)
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    agenda = factories.AgendaPageFactory(parent=home)
    for fields in (
        {"title": "Oui", "audiences": ["medias"], "pillars": ["evaluer"]},
        {"title": "Public", "audiences": ["medias"]},
        {"title": "Pilier", "pillars": ["evaluer"]},
        {"title": "Non"},
    ):
        factories.NewsPageFactory(parent=news, **fields)
        factories.JeudiPageFactory(parent=season, **fields)
        factories.FichePageFactory(parent=vademecum, **fields)
        factories.ParcoursPageFactory(parent=all_parcours, **fields)
        factories.EventPageFactory(parent=agenda, **fields)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"audience": "medias", "pillar": "evaluer"}, {"Oui"}),
        ({"audience": "medias"}, {"Oui", "Public"}),
        ({"pillar": "evaluer"}, {"Oui", "Pilier"}),
        ({"audience": "medias", "pillar": "modeliser"}, set()),
    ],
)
def test_a_cell_lists_what_concerns_it_of_each_kind(concerned, asked, titles):
    items = grid.items(**asked)

    for pages in (
        items.news,
        items.jeudis,
        items.fiches,
        items.all_parcours,
        items.events,
    ):
        assert {page.title for page in pages} == titles
    assert bool(items) is bool(titles)


@pytest.mark.parametrize("asked", ["inconnu", "|", "%", "\x00", "x" * 5000])
def test_an_unknown_pillar_narrows_nothing(client, home, concerned, asked):
    strategy = factories.StrategyPageFactory(parent=home, slug="pour")
    page = factories.AudiencePageFactory(parent=strategy, audience="medias")

    response = client.get(page.href, {"pilier": asked})

    assert response.status_code == 200
    assert response.context["chosen"] == ""
    assert response.context["unfound"] == ([] if asked == "\x00" else [asked[:60]])
