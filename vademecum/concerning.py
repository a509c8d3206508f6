"""
The pages that concern a measure, a figure or another page, whatever their room.

The rooms above can't be imported from here: Wagtail's index of references knows which
published rows name it, and each kind of page keeps its day in its own table.
"""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Count, F, Q, Window
from django.db.models.functions import Cast, Coalesce, RowNumber, TruncDate
from wagtail.models import Page, ReferenceIndex
from wagtail.query import PageQuerySet

from core.listings import located, readable
from vademecum.models.roadmap import Mesure

MOST = 12  # pages of each kind that a measure shows, the latest ones
MOST_JEUDIS = 5
STARTS = F("jeudipage__starts_at")
DAY = Coalesce(
    TruncDate("jeudipage__starts_at"), "newspage__published_on", "eventpage__starts_on"
)


@dataclass(frozen=True)
class Citing:
    """The pages of one kind that concern a measure: the latest, and how many in all."""

    name: str
    pages: list[Page]
    total: int


def naming(target) -> PageQuerySet:
    """The pages that name a record or a page, in any language."""
    model = Page if isinstance(target, Page) else type(target)
    types = ContentType.objects.get_for_models(model, Page)
    rows = model.objects.filter(translation_key=target.translation_key)
    references = ReferenceIndex.objects.filter(
        base_content_type=types[Page],
        to_content_type=types[model],
        to_object_id__in=rows.annotate(key=Cast("pk", CharField())).values("key"),
    ).annotate(page=Cast("object_id", BigIntegerField()))
    return Page.objects.filter(pk__in=references.values("page"))


def jeudis_about(target) -> list[Page]:
    """The latest Jeudis that name a figure; one statement."""
    rows = naming(target).annotate(day=STARTS).filter(day__isnull=False)
    return located(readable(rows).order_by("-day", "path")[:MOST_JEUDIS])


def beside(
    page: Page, siblings: PageQuerySet, **fields
) -> tuple[list[Page], list[Page]]:
    """
    The pages beside a page in their order, and the latest Jeudis that name it: one
    statement for both. Fields of the siblings' own table are annotated by name.
    """
    either = Page.objects.filter(
        Q(pk__in=siblings.values("pk"))
        | Q(pk__in=naming(page).filter(jeudipage__isnull=False).values("pk"))
    )
    rows = located(readable(either.annotate(day=STARTS, **fields)))
    jeudis = sorted((row for row in rows if row.day), key=lambda row: row.day)
    return [row for row in rows if not row.day], jeudis[: -MOST_JEUDIS - 1 : -1]


def pages_by_kind(mesure: Mesure) -> list[Citing]:
    """What readers may read of it, kind by kind, the latest first; one statement."""
    kind = {"partition_by": F("content_type")}
    latest = (F("day").desc(nulls_last=True), F("path"))
    rows = (
        readable(naming(mesure).annotate(day=DAY))
        .annotate(
            total=Window(Count("pk"), **kind),
            place=Window(RowNumber(), order_by=latest, **kind),
        )
        .filter(place__lte=MOST)
        .order_by("content_type", "place")
    )
    found = []
    for key, group in groupby(located(rows), key=lambda row: row.content_type_id):
        pages = list(group)
        model = ContentType.objects.get_for_id(key).model_class()
        name = model._meta.verbose_name_plural
        found.append(Citing(name, pages, pages[0].total))
    return found
