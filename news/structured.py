"""An event for machines (schema.org); what nobody confirmed or announced is left out."""

from datetime import datetime

from core import linked_data
from news import life
from news.recurring import Rhythm, Series, day_of

SCHEMA = "https://schema.org/"
MODES = {
    (True, True): f"{SCHEMA}MixedEventAttendanceMode",
    (True, False): f"{SCHEMA}OfflineEventAttendanceMode",
    (False, True): f"{SCHEMA}OnlineEventAttendanceMode",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY = {Rhythm.WEEKLY: "P1W", Rhythm.FORTNIGHTLY: "P2W", Rhythm.MONTHLY: "P1M", Rhythm.LAST: "P1M"}  # fmt: skip


def status(facts: life.Facts) -> str | None:
    """What became of the date that was announced; nothing for one that nobody confirmed."""
    if facts.status == life.Status.CANCELLED:
        return f"{SCHEMA}EventCancelled"
    if facts.status == life.Status.POSTPONED:
        return f"{SCHEMA}EventPostponed"
    if facts.is_moved:
        return f"{SCHEMA}EventRescheduled"
    return f"{SCHEMA}EventScheduled" if facts.is_confirmed else None


def reference(event, at: datetime) -> dict:
    """An event that a page lists: the next time, if it comes again."""
    coming = event.next(at)
    starts = coming.starts if coming else event.starts
    return linked_data.reference(
        event, "Event", startDate=starts, eventStatus=status(event.facts)
    )


def event(page, at: datetime) -> dict:
    facts = page.facts
    has_an_end = page.ends_on or page.ends_at_time
    return linked_data.thing(page, "Event") | {
        "startDate": page.starts,
        "endDate": page.ends if has_an_end else None,
        "eventStatus": status(facts),
        "previousStartDate": facts.previous,
        "eventSchedule": schedule(facts.series) if facts.series else None,
        "subEvent": [
            occurrence(each, page)
            for each in (life.occurrences(facts, at, 6) if facts.series else ())
        ],
        "eventAttendanceMode": MODES.get((bool(page.place), page.is_online)),
        "location": place(page.place, page.address, page.map_url),
        "image": page.sharing_picture,
        "sameAs": page.url,
        "keywords": [*page.pillar_labels, *page.audience_labels],
    }


def place(name: str, address: str = "", map_url: str = "") -> dict | None:
    if not name:
        return None
    return {"@type": "Place", "name": name, "address": address, "hasMap": map_url}


def occurrence(each, page) -> dict:
    """One time of an event that comes again."""
    if each.is_cancelled:
        state = "EventCancelled"
    elif each.is_moved:
        state = "EventRescheduled"
    else:
        state = "EventScheduled"
    return {
        "@type": "Event",
        "@id": f"{page.href}#{day_of(each.due)}",
        "url": page.href,
        "name": page.title,
        "inLanguage": page.language,
        "startDate": each.starts,
        "endDate": each.ends if each.ends != each.starts else None,
        "eventStatus": f"{SCHEMA}{state}",
        "previousStartDate": each.due if each.is_moved else None,
        "location": place(each.place or page.place),
    }


def schedule(series: Series) -> dict:
    rank = {Rhythm.MONTHLY: series.rank, Rhythm.LAST: -1}.get(Rhythm(series.rhythm))
    return {
        "@type": "Schedule",
        "startDate": series.first,
        "endDate": series.until,
        "startTime": _hour(series.starts_at),
        "endTime": _hour(series.ends_at),
        "repeatFrequency": EVERY[Rhythm(series.rhythm)],
        "byDay": f"{SCHEMA}{DAYS[series.first.weekday()]}",
        "byMonthWeek": rank,
        "scheduleTimezone": "Europe/Paris",
        "exceptDate": [change.on for change in series.changes],
    }


def _hour(at) -> str | None:
    return at.isoformat() if at else None
