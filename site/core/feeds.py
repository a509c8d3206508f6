"""
Feeds and calendars, the same for every room: Atom (RFC 4287) and iCalendar (RFC 5545).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event

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


@dataclass(frozen=True)
class Occasion:
    """One thing to attend, for a calendar. A `date` as start and end means whole days."""

    key: str
    title: str
    path: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    updated_at: datetime
    place: str = ""
    is_tentative: bool = False


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


def calendar(request, page, occasions: list[Occasion]) -> HttpResponse:
    """A calendar to subscribe to; UIDs are those of the pages, for ever."""
    ics = Calendar()
    ics.add("prodid", f"-//{request.get_host()}//{page.title}//{page.language}")
    ics.add("version", "2.0")
    ics.add("method", "PUBLISH")
    ics.add("name", page.title)
    ics.add("x-wr-calname", page.title)
    for occasion in occasions:
        ics.add_component(_event(request, occasion))
    ics.add_missing_timezones(last_date=date(2038, 1, 1))
    response = HttpResponse(ics.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return response


def _event(request, occasion: Occasion) -> Event:
    event = Event()
    event.add("uid", f"{occasion.key}@faire-alliance")
    event.add("dtstamp", occasion.updated_at)
    event.add("last-modified", occasion.updated_at)
    event.add("summary", occasion.title)
    event.add("description", occasion.summary)
    event.add("url", request.build_absolute_uri(occasion.path))
    event.add("status", "TENTATIVE" if occasion.is_tentative else "CONFIRMED")
    if occasion.place:
        event.add("location", occasion.place)
    if isinstance(occasion.starts, datetime):
        event.add("dtstart", timezone.localtime(occasion.starts))
        # RFC 5545, 3.8.2.2: an end is later than the start, or is not said.
        if occasion.ends > occasion.starts:
            event.add("dtend", timezone.localtime(occasion.ends))
    else:
        event.add("dtstart", occasion.starts)
        # RFC 5545, 3.6.1: the end of whole days is the day after the last one.
        event.add("dtend", occasion.ends + timedelta(days=1))
    return event
