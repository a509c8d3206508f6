"""
Feeds, the same for every room: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).

Calendars are in `calendars.py`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from core.frame import Link
from core.typography import typeset

# The instant of pages that were made live without ever being published.
LONG_AGO = datetime(2020, 5, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, for a feed."""

    key: str  # never changes, whatever the title, slug or domain
    title: str
    path: str
    summary: str
    published_at: datetime
    updated_at: datetime
    language: str
    categories: tuple[str, ...] = ()
    # What a program of our own may want to know, beside the standard (JSON only).
    more: dict = field(default_factory=dict)


def links(page, title: str, with_calendar: bool = True, below="") -> list[Link]:
    """What a page, or a route below it, announces in its head and shows to readers."""
    href = page.href + below
    found = [Link(title, f"{href}atom.xml", type="application/atom+xml")]
    if with_calendar:
        found.append(Link(title, f"{href}agenda.ics", type="text/calendar"))
    return found


def atom(
    request, page, entries: list[Entry], title="", path="", key=None
) -> HttpResponse:
    """An Atom feed whose ids outlive slugs and domains; of a route, its title, path, key."""
    feed = Atom1Feed(
        title=typeset(title or page.title, page.language),
        link=request.build_absolute_uri(page.href + path),
        description=page.summary,
        subtitle=typeset(page.summary, page.language),
        language=page.language,
        feed_url=request.build_absolute_uri(),
        feed_guid=f"urn:uuid:{key or page.translation_key}",
    )
    for entry in entries:
        feed.add_item(
            title=typeset(entry.title, entry.language),
            link=request.build_absolute_uri(entry.path),
            description=typeset(entry.summary, entry.language),
            unique_id=f"urn:uuid:{entry.key}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            categories=entry.categories,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def json_feed(request, page, entries: list[Entry]) -> JsonResponse:
    """The same entries, with the same ids, for programs that prefer JSON."""
    items = [
        {
            "id": f"urn:uuid:{entry.key}",
            "url": request.build_absolute_uri(entry.path),
            "title": typeset(entry.title, entry.language),
            "content_text": typeset(entry.summary, entry.language),
            "date_published": _instant(entry.published_at),
            "date_modified": _instant(entry.updated_at),
            "language": entry.language,
            "tags": list(entry.categories),
            **({"_faire_alliance": entry.more} if entry.more else {}),
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": typeset(page.title, page.language),
        "description": typeset(page.summary, page.language),
        "home_page_url": request.build_absolute_uri(page.href),
        "feed_url": request.build_absolute_uri(),
        "language": page.language,
        "items": items,
    }
    return JsonResponse(
        feed,
        content_type="application/feed+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


def _instant(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
