"""The grid of the faire-valoir strategy: three publics by four pillars."""

from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Q
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from core.address_words import query
from core.choices import Audience, Concern, Pillar
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


# By kind: the model, and what orders it.
KINDS = {
    "news": (NewsPage, "-published_on"),
    "jeudis": (JeudiPage, "-starts_at"),
    "fiches": (FichePage, "path"),
    "all_parcours": (ParcoursPage, "path"),
    "events": (EventPage, "-starts_on"),
}


def items(audience: str = "", pillar: str = "") -> Items:
    """What concerns a public, a pillar, or both, in one statement for all the kinds."""
    concerned = Concern(audience, pillar).condition()
    kept, bodies = Q(), []
    for model, order in KINDS.values():
        rows = readable(model.objects.filter(concerned)).order_by(order)
        kept |= Q(pk__in=rows.values("pk")[:LONGEST])
        bodies += [f"{model._meta.model_name}__{name}" for name in stream_names(model)]
    pages = list(
        Page.objects.filter(kept)
        .select_related("locale", *(m._meta.model_name for m, order in KINDS.values()))
        .defer(*bodies)
    )
    return Items(
        **{
            kind: sorted(
                of_kind(model, pages),
                key=attrgetter(order.lstrip("-")),
                reverse=order.startswith("-"),
            )
            for kind, (model, order) in KINDS.items()
        }
    )


def stream_names(model) -> list[str]:
    fields = model._meta.local_fields
    return [field.name for field in fields if isinstance(field, StreamField)]


def of_kind(model, pages) -> list:
    """The pages of that type, each as what it is, from rows that were joined to it."""
    found = []
    for page in pages:
        if specific := getattr(page, model._meta.model_name, None):
            specific.locale = page.locale
            found.append(specific)
    return found


@dataclass(frozen=True)
class Cell:
    audience: Audience
    pillar: Pillar
    count: int
    latest_on: date | None
    url: str = ""


def cells(pages=()) -> list[list[Cell]]:
    """
    The grid row by row (publics), with what each cell holds and its last date.

    Each leads to the list of what it holds, on whichever page of `pages` is its own.
    """
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
        url = _address(pages, audience, pillar)
        return Cell(audience, pillar, len(days), max(days, default=None), url)

    return [[cell(audience, pillar) for pillar in Pillar] for audience in Audience]


def _address(pages, audience, pillar) -> str:
    for page in pages:
        if getattr(page, "audience", None) == audience:
            return f"{page.href}{query({'pilier': pillar}, page.language)}#contenus"
        if getattr(page, "pillar", None) == pillar:
            return f"{page.href}{query({'public': audience}, page.language)}#contenus"
    return ""


def day_of(page) -> date:
    moment = getattr(page, "starts_at", None) or page.published_on
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
