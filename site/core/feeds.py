"""Feeds, the same for every room: Atom (RFC 4287). Calendars are in `calendars.py`."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
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


def links(page, title: str, with_calendar: bool = True) -> list[Link]:
    """What a page announces in its head, and shows to readers."""
    found = [Link(title, f"{page.href}atom.xml", type="application/atom+xml")]
    if with_calendar:
        found.append(Link(title, f"{page.href}agenda.ics", type="text/calendar"))
    return found


def atom(request, page, entries: list[Entry], title="", path="") -> HttpResponse:
    """An Atom feed whose ids outlive slugs and domains; of a route, its title and path."""
    feed = Atom1Feed(
        title=typeset(title or page.title, page.language),
        link=request.build_absolute_uri(page.href + path),
        description=page.summary,
        subtitle=typeset(page.summary, page.language),
        language=page.language,
        feed_url=request.build_absolute_uri(),
        feed_guid=f"urn:uuid:{page.translation_key}",
    )
    for entry in entries:
        feed.add_item(
            title=typeset(entry.title, entry.language),
            link=request.build_absolute_uri(entry.path),
            description=typeset(entry.summary, entry.language),
            unique_id=f"urn:uuid:{entry.key}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
