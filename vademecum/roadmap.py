"""The roadmap as readers see it: totals are counted, never typed."""

from collections import Counter
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vademecum.models.figures import ChiffreCle
from vademecum.models.roadmap import Mesure, Objectif

PUBLISHED_TOTALS = ("mesures-depassees", "mesures-atteintes", "mesures-en-retard")


@dataclass(frozen=True)
class Strand:
    """One of the three threads of the braid: a dimension and its measures."""

    dimension: Mesure.Dimension
    mesures: list

    @property
    def months(self) -> tuple[int, int]:
        return Mesure.HORIZONS[self.dimension.value]


@dataclass(frozen=True)
class Total:
    status: Mesure.Status
    count: int


def roadmap() -> dict:
    """Objectives, measures, the three strands and the totals by state; two statements."""
    mesures = Mesure.objects.for_readers()
    totals = count(mesures)
    return {
        "objectifs": Objectif.objects.for_readers(),
        "mesures": mesures,
        "strands": [
            Strand(dimension, [m for m in mesures if m.dimension == dimension])
            for dimension in Mesure.Dimension
        ],
        # No source ties a measure to an objective yet: no empty column meanwhile.
        "has_objectives": any(mesure.objectif_id for mesure in mesures),
        "totals": totals,
        "in_words": in_words(totals),
    }


def count(mesures: list[Mesure]) -> list[Total]:
    """How many measures are in each state, none forgotten."""
    counts = Counter(mesure.status for mesure in mesures)
    return [Total(status, counts[status]) for status in Mesure.Status]


def in_words(totals: list[Total]) -> str:
    """« Sur 21 mesures, 2 sont en retard et 19 sont à confirmer. »"""
    counts = {total.status: total.count for total in totals}
    total = sum(counts.values())
    if not total:
        return ""
    parts = [
        words % {"count": counts[status]}
        for status, words in _words(counts).items()
        if counts[status]
    ]
    sentence = ngettext(
        "Sur %(total)s mesure, %(parts)s.", "Sur %(total)s mesures, %(parts)s.", total
    )
    return sentence % {"total": total, "parts": get_text_list(parts, _("et"))}


def _words(counts: dict) -> dict[str, str]:
    beyond, reached, late, unknown = (
        counts[Mesure.Status.DEPASSEE],
        counts[Mesure.Status.ATTEINTE],
        counts[Mesure.Status.EN_RETARD],
        counts[Mesure.Status.A_CONFIRMER],
    )
    return {
        Mesure.Status.DEPASSEE: ngettext(
            "%(count)s va au-delà de son objectif",
            "%(count)s vont au-delà de leur objectif",
            beyond,
        ),
        Mesure.Status.ATTEINTE: ngettext(
            "%(count)s a atteint son objectif",
            "%(count)s ont atteint leur objectif",
            reached,
        ),
        Mesure.Status.EN_RETARD: ngettext(
            "%(count)s est en retard", "%(count)s sont en retard", late
        ),
        Mesure.Status.A_CONFIRMER: ngettext(
            "%(count)s reste à confirmer", "%(count)s restent à confirmer", unknown
        ),
    }


def published_totals() -> list[ChiffreCle]:
    """The figures by which the review of 2022 sums up, without saying which measures."""
    return ChiffreCle.objects.filter(identifier__in=PUBLISHED_TOTALS).for_readers()
