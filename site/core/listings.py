"""Lists of pages as readers see them, and places within a list."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core import frame


def public(queryset: PageQuerySet) -> PageQuerySet:
    """Without the pages that a password or a group restricts, themselves or from above."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    # Not by a join: once it has analysed its tables, SQLite would compare each page with all
    # pages, two thousand Jeudis with two thousand, to see that nothing is restricted.
    above = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path"))
    restricted = PageViewRestriction.objects.alias(inside=path, above=above)
    return queryset.filter(~Exists(restricted.filter(inside__startswith=F("above"))))


def readable(queryset: PageQuerySet, language: str | None = None) -> PageQuerySet:
    """
    Live pages, one for each translation: in the reader's language, else in the source's.

    In the order of the source's tree, so that a reordered French parcours is reordered
    in English too. A list says which of its items are not in the reader's language.
    """
    language = language or get_language()
    rows = public(queryset.live()).filter(alias_of=None).select_related("locale")
    if language == settings.LANGUAGE_CODE:
        return rows.filter(locale__language_code=language).order_by("path")
    same = Page.objects.filter(translation_key=OuterRef("translation_key"))
    source = same.filter(locale__language_code=settings.LANGUAGE_CODE)
    translated = same.filter(locale__language_code=language, live=True)
    return (
        rows.filter(
            Q(locale__language_code=language)
            | Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(translated)
        )
        .annotate(order=Coalesce(Subquery(source.values("path")[:1]), "path"))
        .order_by("order")
    )


def located(rows) -> list[Page]:
    """Rows of several types of page: what lists show of a page, without its own table."""
    rows = list(rows)
    for row in rows:
        row.language = row.locale.language_code
        row.href = frame.url_of(row, row.language)
        row.summary = row.search_description
    return rows


def children_in_any_language(queryset: PageQuerySet, parent: Page) -> PageQuerySet:
    """The children of a page and of its translations: `readable` then chooses."""
    parents = Page.objects.filter(translation_key=parent.translation_key).values("path")
    return queryset.annotate(
        parent_path=Substr("path", 1, Length("path") - Page.steplen)
    ).filter(parent_path__in=parents)


@dataclass(frozen=True)
class Neighbours:
    previous: Any = None
    next: Any = None
    position: int = 0
    total: int = 0


def neighbours(current, items: list) -> Neighbours:
    """What comes before and after something in a list; nothing beyond its ends."""
    keys = [item.pk for item in items]
    if current.pk not in keys:
        return Neighbours(total=len(items))
    place = keys.index(current.pk)
    return Neighbours(
        previous=items[place - 1] if place else None,
        next=items[place + 1] if place + 1 < len(items) else None,
        position=place + 1,
        total=len(items),
    )


def paginated(items, request, per_page: int = 20) -> PageOfList:
    """The page of a list that `?page=` asks for; the nearest one for a mad number."""
    return Paginator(items, per_page).get_page(request.GET.get("page"))
