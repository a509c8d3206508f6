"""The grid of the faire-valoir strategy: three publics by four pillars."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from core.choices import Audience, Pillar, has
from core.listings import readable
from jeudis.models import JeudiPage
from news.models import EventPage, NewsPage
from parcours.models import ParcoursPage
from vademecum.models import FichePage

LONGEST = 60


@dataclass(frozen=True)
class Items:
    """What a cell holds, by kind, the most recent first."""

    news: list
    jeudis: list
    fiches: list
    all_parcours: list
    events: list

    def __bool__(self):
        return any(
            (self.news, self.jeudis, self.fiches, self.all_parcours, self.events)
        )


def items(audience: str = "", pillar: str = "") -> Items:
    """What concerns a public, a pillar, or both; one statement a kind of page."""
    concerned = Q()
    if audience:
        concerned &= has("audiences", audience)
    if pillar:
        concerned &= has("pillars", pillar)

    def pages(model, order):
        rows = readable(model.objects.filter(concerned).defer_streamfields())
        return list(rows.order_by(order)[:LONGEST])

    return Items(
        news=pages(NewsPage, "-published_on"),
        jeudis=pages(JeudiPage, "-starts_at"),
        fiches=pages(FichePage, "path"),
        all_parcours=pages(ParcoursPage, "path"),
        events=pages(EventPage, "-starts_on"),
    )


@dataclass(frozen=True)
class Cell:
    audience: Audience
    pillar: Pillar
    count: int
    latest_on: date | None


def cells() -> list[list[Cell]]:
    """The grid row by row (publics), with what each cell holds and its last date."""
    found = [
        (page.audiences, page.pillars, day_of(page))
        for page in [
            *readable(NewsPage.objects.defer_streamfields()),
            *readable(JeudiPage.objects.defer_streamfields()),
        ]
    ]

    def cell(audience, pillar):
        days = [
            day for audiences, pillars, day in found
            if audience in audiences and pillar in pillars
        ]  # fmt: skip
        return Cell(audience, pillar, len(days), max(days, default=None))

    return [[cell(audience, pillar) for pillar in Pillar] for audience in Audience]


def day_of(page) -> date:
    moment = getattr(page, "starts_at", None) or page.published_on
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
