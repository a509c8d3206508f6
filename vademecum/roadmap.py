"""The roadmap as readers see it: totals are counted, never typed."""

from collections import Counter
from dataclasses import dataclass

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
    counts = Counter(mesure.status for mesure in mesures)
    return {
        "objectifs": Objectif.objects.for_readers(),
        "mesures": mesures,
        "strands": [
            Strand(dimension, [m for m in mesures if m.dimension == dimension])
            for dimension in Mesure.Dimension
        ],
        "totals": [Total(status, counts[status]) for status in Mesure.Status],
    }


def published_totals() -> list[ChiffreCle]:
    """The figures by which the review of 2022 sums up, without saying which measures."""
    return ChiffreCle.objects.filter(identifier__in=PUBLISHED_TOTALS).for_readers()
