"""The figures by filter, the terms by letter."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils.translation import override

from tests import factories
from vademecum.listings import by_letter, filtered_figures, with_measures
from vademecum.models import ChiffreCle, Mesure, Terme


@pytest.fixture
def figures(french):
    mesure = factories.MesureFactory(number=7, title="Former")
    first = factories.ChiffreCleFactory(title="Un", source_publisher="CESE")
    first.mesure_links.add(first.mesure_links.model(mesure=mesure, sort_order=0))
    first.save_revision().publish()
    factories.ChiffreCleFactory(
        title="Deux",
        subject="moyens",
        period_start=date(2021, 1, 1),
        period_end=date(2021, 12, 31),
    )
    factories.ChiffreCleFactory(title="Trois", period_start=None, period_end=None)
    return with_measures(ChiffreCle.objects.for_readers())


def titles(figures, asked):
    return [
        figure.title
        for figure in filtered_figures(figures, QueryDict(asked))["figures"]
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["Un", "Deux", "Trois"]),
        ("theme=opinion", ["Un", "Trois"]),
        ("mesure=7", ["Un"]),
        ("source=CESE", ["Un"]),
        ("annee=2021", ["Deux"]),
        ("theme=opinion&annee=2020", ["Un"]),
        ("theme=moyens&annee=2020", []),
        ("theme=&annee=", ["Un", "Deux", "Trois"]),
        ("autre=chose", ["Un", "Deux", "Trois"]),
    ],
)
def test_filters_combine(figures, asked, expected):
    assert titles(figures, asked) == expected


def test_a_measure_is_chosen_by_its_name_in_the_readers_language(
    figures, english, django_assert_num_queries
):
    factories.translated(Mesure.objects.get(), english, title="Train")
    rows = ChiffreCle.objects.for_readers("en")

    with override("en"), django_assert_num_queries(2):
        choices = filtered_figures(with_measures(rows), QueryDict())["filters"][
            "mesure"
        ]

    assert [(choice.value, choice.label) for choice in choices] == [("7", "7. Train")]


@pytest.mark.parametrize(
    "asked",
    ["theme=inconnu", "mesure=abc", "mesure=99999999999999999999", "annee=%00", "source=%27%20OR%201"],
)  # fmt: skip
def test_an_unknown_value_keeps_nothing_and_breaks_nothing(figures, asked):
    found = filtered_figures(figures, QueryDict(asked))

    assert found["figures"] == []
    assert found["is_filtered"]
    assert found["total"] == 3


def test_each_choice_says_how_many_figures_are_behind_it(figures):
    choices = filtered_figures(figures, QueryDict("theme=opinion"))["filters"]["theme"]

    assert [(c.value, c.count, c.is_chosen) for c in choices] == [
        ("opinion", 2, True), ("moyens", 1, False),
    ]  # fmt: skip


def test_no_figures_have_no_filters():
    found = filtered_figures([], QueryDict())

    assert found["figures"] == []
    assert all(choices == [] for choices in found["filters"].values())


def test_terms_are_filed_without_accents_or_capitals():
    names = [
        "Évaluation",
        "alliance",
        "Écosystème",
        "Engagement",
        "ODD",
        "17e objectif",
    ]

    letters = by_letter([Terme(name=name) for name in names])

    assert [(letter, [term.name for term in terms]) for letter, terms in letters] == [
        ("1", ["17e objectif"]),
        ("A", ["alliance"]),
        ("E", ["Écosystème", "Engagement", "Évaluation"]),
        ("O", ["ODD"]),
    ]


def test_the_page_of_figures_filters_by_its_address(client, home, figures):
    vademecum = factories.VademecumPageFactory(parent=home)
    page = factories.ChiffreIndexPageFactory(parent=vademecum)

    html = client.get(f"{page.href}?theme=moyens").content.decode()

    assert "Deux" in html
    assert "Trois" not in html


def test_the_page_of_figures_says_that_nothing_was_found(client, home, figures):
    vademecum = factories.VademecumPageFactory(parent=home)
    page = factories.ChiffreIndexPageFactory(parent=vademecum)

    response = client.get(page.href, {"theme": "<script>", "annee": "x" * 5000})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
