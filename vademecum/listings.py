"""What the pages of the Vademecum list, asked in as few statements as the answer needs."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.urls import reverse

from core.address_words import word
from vademecum import changes
from vademecum.models.roadmap import Mesure


def plain(text: str) -> str:
    """A text without accents or capitals, for filing: « Économie » as « economie »."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def by_letter(terms: list) -> list[tuple[str, list]]:
    """Terms filed from A to Z."""
    ordered = sorted(terms, key=lambda term: plain(term.name))
    groups = groupby(ordered, key=lambda term: plain(term.name)[:1].upper())
    return [(letter, list(group)) for letter, group in groups]


def with_hierarchy(terms: list) -> list:
    """Each term with what is `above` and `below` it, among these and without asking."""
    by_key = {term.translation_key: term for term in terms}
    for term in terms:
        # The row that is broader may be of another language: its key is the same.
        term.above = by_key.get(term.broader.translation_key) if term.broader else None
        term.below = []
    for term in sorted(terms, key=lambda term: plain(term.name)):
        if term.above is not None:
            term.above.below.append(term)
    return terms


def with_measures(figures: list) -> list:
    """Each figure with its measures in the reader's language, in two statements."""
    prefetch_related_objects(figures, "mesure_links")
    links = [link for figure in figures for link in figure.mesure_links.all()]
    measures = Mesure.objects.cited(link.mesure_id for link in links)
    for link in links:
        link.mesure = measures[link.mesure_id].in_language()
    return figures


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with the number of figures behind it."""

    value: str
    label: str
    count: int
    is_chosen: bool


def in_order(item) -> tuple:
    """Numbers as numbers, the rest by the label that readers see."""
    (value, label), _count = item
    return (int(value), "") if value.isdecimal() else (0, plain(str(label)))


def filtered_figures(figures: list, asked) -> dict:
    """
    Figures kept by the filters of an address (`?theme=…&mesure=…&source=…&annee=…`).

    A value that nothing carries keeps nothing: the page then says so, without an error.
    """
    filters = {
        "theme": lambda figure: [(figure.subject, figure.get_subject_display())],
        "mesure": lambda figure: [
            (str(link.mesure.number), str(link.mesure))
            for link in figure.mesure_links.all()
        ],
        "source": lambda figure: [(figure.source_publisher, figure.source_publisher)],
        "annee": lambda figure: (
            [(str(figure.year), str(figure.year))] if figure.year else []
        ),
    }
    kept = figures
    choices = {}
    for name, values_of in filters.items():
        chosen = asked.get(word(name), "")
        counts = Counter(pair for figure in figures for pair in values_of(figure))
        choices[name] = [
            Choice(value, label, count, value == chosen)
            for (value, label), count in sorted(counts.items(), key=in_order)
        ]
        if chosen:
            kept = [
                figure
                for figure in kept
                if chosen in (value for value, _label in values_of(figure))
            ]
    return {
        "figures": kept,
        "filters": choices,
        "is_filtered": any(asked.get(word(name)) for name in filters),
        "total": len(figures),
    }


@dataclass(frozen=True)
class Corrected:
    """A correction, and the figure that it is about."""

    title: str
    language: str  # of the title
    url: str
    version_url: str
    correction: changes.Correction


def corrections(versions, figures: list) -> list[Corrected]:
    """
    Every correction ever made, the latest first, read from the chains themselves.

    A figure that was taken off, or deleted, has no page any more: its version has.
    """
    shown = {figure.identifier: figure for figure in figures}
    found = []
    for identifier, chain in groupby(versions, lambda version: version.identifier):
        chain = list(chain)
        figure = shown.get(identifier)
        for correction in changes.corrections(changes.of(chain)):
            address = reverse("figure-version", args=[identifier, correction.number])
            found.append(
                Corrected(
                    title=figure.title if figure else chain[-1].states["title"],
                    language=figure.language if figure else "fr",
                    url=f"{figure.get_absolute_url()}#corrections"
                    if figure
                    else address,
                    version_url=address,
                    correction=correction,
                )
            )
    return sorted(found, key=lambda item: item.correction.at, reverse=True)
