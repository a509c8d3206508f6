"""
What to have followed before a parcours: never itself, by any road.

A parcours is named by its translation key: a loop that goes through a translation, or
through a draft that is not published yet, is a loop too.

>>> loop("a", {"a": ["b"], "b": ["c"], "c": ["a"]})
['a', 'b', 'c', 'a']
"""

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import get_language
from wagtail.models import Page

from core import frame, page_links, together


def loop(start, wanted: dict) -> list | None:
    """The shortest way from something back to itself through what each one wants."""
    ways = [[start]]
    seen = set()
    for way in ways:  # grows while it is read
        for following in wanted.get(way[-1], ()):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None


def loop_through(page, chosen: list[Page]) -> list[str]:
    """The titles along the loop that these prerequisites of a page would close."""
    keys, titles, wanted = {}, {}, defaultdict(set)
    rows = list(type(page).objects.select_related("latest_revision", "locale"))
    for row in sorted(rows, key=lambda row: row.language != "fr"):
        keys[row.pk] = row.translation_key
        titles.setdefault(row.translation_key, row.title)
    live = page.prerequisites.model.objects.values_list(
        "parcours_id", "prerequisite_id"
    )
    for owner, prerequisite in [*live, *drafted(rows)]:
        if owner in keys and prerequisite in keys:
            wanted[keys[owner]].add(keys[prerequisite])
    titles[page.translation_key] = page.title
    wanted[page.translation_key] = {each.translation_key for each in chosen}
    found = loop(page.translation_key, wanted) or []
    return [titles[key] for key in found]


def drafted(rows):
    """What the last drafts of all parcours want: (parcours, prerequisite) ids."""
    for row in rows:
        if row.latest_revision:
            for child in row.latest_revision.content.get("prerequisites", []):
                yield row.pk, child.get("prerequisite")


@dataclass(frozen=True)
class Before:
    """A prerequisite as readers see it."""

    title: str
    href: str
    language: str
    is_required: bool


def to_follow_before(page) -> list[Before]:
    """The published prerequisites of a parcours, in the reader's language where it can."""
    rows = page.prerequisites.all()
    if isinstance(rows, QuerySet):
        pages = page_links.rows(rows.order_by().values("prerequisite"))
        rows, pages = together.fetched([rows, pages])
        rows.sort(key=attrgetter("sort_order"))
        found = page_links.by_key(pages)
    else:  # a draft: they are not in the database
        found = page_links.fetch(row.prerequisite_id for row in rows)
    shown = []
    for row in rows:
        target = found.get(row.prerequisite_id)
        if target is None or not page_links.url(target):
            continue
        version = target.versions.get(get_language())
        if version is None or not version.live:
            version = target
        language = version.locale.language_code
        shown.append(
            Before(
                version.title,
                frame.url_of(version, language),
                language,
                row.kind == row.Kind.REQUIRED,
            )
        )
    return shown
