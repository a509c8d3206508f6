"""
Calendars to subscribe to, the same for every room: iCalendar (RFC 5545, 7986, 9074).

A subscriber's program reads the whole calendar again and again, and may keep what it read
years ago. Hence what never changes, the UID of an occasion; what says that it changed,
its SEQUENCE (`core.models.OccasionVersion` keeps it); and what never disappears: a
cancelled occasion stays, cancelled. Nothing here depends on the instant of the reading:
the same occasions make the same bytes, so that a program that asks again is told « 304 ».
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Calendar, Event, Timezone, vRecur, vUri

from . import address_words
from .frame import Link
from .typography import typeset

READ_AGAIN_AFTER = timedelta(hours=1)
# A colour of CSS3, which is all that RFC 7986 allows: the nearest to the house's navy.
COLOUR = "steelblue"
# How long before, as the French address of a subscription says it: `?rappel=60`.
ALARMS = {str(minutes): timedelta(minutes=minutes) for minutes in (15, 60, 1440)}
# To change when the same occasions make other bytes: programs then read them again.
EDITION = 1
# RFC 5545, 3.1: no text holds them.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# One rule for each change of hour, in force since 1996 and until further notice.
PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Occasion:
    """One thing to attend. A `date` as start and end means whole days, both included."""

    key: str  # never changes, whatever the title, slug, language or domain
    title: str
    path: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    updated_at: datetime
    language: str = "fr"
    status: Status = Status.CONFIRMED
    note: str = ""  # why it is cancelled, from when it was moved
    place: str = ""
    join_url: str = ""
    categories: tuple[str, ...] = ()
    sequence: int = 0
    recurrence: "Recurrence | None" = None

    @property
    def facts(self) -> str:
        """What somebody who comes must be told of when it changes."""
        return "|".join(
            [
                _moment(self.starts),
                _moment(self.ends),
                self.status,
                self.place,
                self.recurrence.facts if self.recurrence else repr(None),
            ]
        )


@dataclass(frozen=True)
class Recurrence:
    """
    When an occasion comes again, as RFC 5545 writes it: `FREQ=MONTHLY;BYDAY=3TH`.

    `changed` gives, by the moment when each would have begun, those that differ: moved,
    cancelled, with a title of their own. They share the key of the occasion.
    """

    rule: str
    skipped: tuple[datetime | date, ...] = ()
    changed: tuple[tuple[datetime | date, Occasion], ...] = ()

    @property
    def facts(self) -> str:
        changed = [f"{_moment(due)}={each.facts}" for due, each in self.changed]
        return ";".join([self.rule, *map(_moment, self.skipped), *changed])


def dated(occasion: Occasion, sequence: int, changed_at: datetime) -> Occasion:
    """An occasion with the number of its changes, and the instant of the last of them."""
    told = {
        "sequence": sequence,
        "updated_at": max(occasion.updated_at, changed_at),
    }
    repeated = occasion.recurrence
    if repeated:  # what changes in one counts for the whole
        changed = tuple((due, replace(each, **told)) for due, each in repeated.changed)
        told["recurrence"] = replace(repeated, changed=changed)
    return replace(occasion, **told)


def link(title: str, address: str) -> Link:
    """What a page announces in its head, and shows."""
    return Link(title, address, type="text/calendar")


# --- Answering --------------------------------------------------------------------


def answer(
    request,
    name: str,
    occasions: list[Occasion],
    *,
    language: str,
    path: str = "",
    description: str = "",
    filename: str = "agenda",
) -> HttpResponse:
    """A calendar at its address, or « 304 » to a program that has it already."""
    asked = request.GET.get(address_words.word("rappel"), "")
    if asked and asked not in ALARMS:
        return HttpResponseBadRequest(
            _("Ce rappel n'existe pas. Choisissez, en minutes : %(choices)s.")
            % {"choices": ", ".join(ALARMS)},
            content_type="text/plain; charset=utf-8",
        )
    base = request.build_absolute_uri("/").rstrip("/")
    title = _line(name, language)
    # Said before anything is written: a program that asks each hour costs a query.
    seen = repr((EDITION, base, title, description, asked, occasions))
    etag = f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        ics = write(
            occasions,
            base,
            language,
            name=title,
            description=_line(description, language),
            source=request.build_absolute_uri(),
            url=base + path if path else "",
            alarm=ALARMS.get(asked),
        )
        response = HttpResponse(ics, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    response["ETag"] = etag  # on a « 304 » too: RFC 9110, § 15.4.5
    response["Cache-Control"] = "public, no-cache"
    return response


# --- Writing ----------------------------------------------------------------------


def write(
    occasions: list[Occasion],
    base: str,
    language: str,
    name: str = "",
    description: str = "",
    source: str = "",
    url: str = "",
    alarm: timedelta | None = None,
) -> bytes:
    """A calendar as bytes; `base` is the address of the site, without a last slash."""
    ics = Calendar()
    ics.add("version", "2.0")
    ics.add("prodid", f"-//Faire alliance//Agenda//{language.upper()}")
    ics.add("calscale", "GREGORIAN")
    if name:
        ics.add("name", name)
        ics.add("x-wr-calname", name)
    if description:
        ics.add("description", description)
        ics.add("x-wr-caldesc", description)
    if url:
        ics.add("url", url)
    if source:
        ics.add("source", vUri(source))
        ics.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        ics.add("x-published-ttl", "PT1H")
        ics.add("color", COLOUR)
        ics.add("x-wr-timezone", settings.TIME_ZONE)
    if any(isinstance(occasion.starts, datetime) for occasion in occasions):
        ics.add_component(Timezone.from_ical(PARIS))
    with override(language):
        for occasion in occasions:
            for event in _events(occasion, base, alarm):
                ics.add_component(event)
    return ics.to_ical()


def _events(occasion: Occasion, base: str, alarm: timedelta | None):
    """An occasion, then those of its repetitions that differ from it."""
    event = _event(occasion, base, alarm)
    repeated = occasion.recurrence
    if repeated is None:
        yield event
        return
    event.add("rrule", vRecur.from_ical(repeated.rule))
    if repeated.skipped:
        event.add("exdate", [_local(moment) for moment in repeated.skipped])
    yield event
    for moment, changed in repeated.changed:
        other = _event(changed, base, alarm)
        other["UID"] = event["UID"]
        other.add("recurrence-id", _local(moment))
        yield other


def _event(occasion: Occasion, base: str, alarm: timedelta | None) -> Event:
    event, words = Event(), {"LANGUAGE": occasion.language}
    address = base + occasion.path
    title = _line(occasion.title, occasion.language)
    event.add("uid", f"{occasion.key}@faire-alliance")
    # Without METHOD, both say when what is told last changed (RFC 5545, 3.8.7.2).
    event.add("dtstamp", occasion.updated_at.astimezone(UTC))
    event.add("last-modified", occasion.updated_at.astimezone(UTC))
    event.add("sequence", occasion.sequence)
    event.add("status", occasion.status)
    event.add("summary", title, parameters=words)
    event.add("description", _description(occasion, address), parameters=words)
    event.add("url", address)
    if occasion.place:
        event.add(
            "location", _line(occasion.place, occasion.language), parameters=words
        )
    if occasion.categories:
        names = [_line(name, occasion.language) for name in occasion.categories]
        event.add("categories", names, parameters=words)
    if occasion.join_url:
        event.add(
            "conference",
            vUri(occasion.join_url),
            parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _("Suivre en ligne")},
        )  # fmt: skip
    _add_moments(event, occasion)
    if occasion.status == Status.CANCELLED:
        event.add("transp", "TRANSPARENT")  # that hour is free again
    elif alarm:
        event.add_component(_alarm(occasion, title, alarm))
    return event


def _add_moments(event: Event, occasion: Occasion):
    event.add("dtstart", _local(occasion.starts))
    if not isinstance(occasion.starts, datetime):
        # RFC 5545, 3.6.1: the end of whole days is the day after the last one.
        event.add("dtend", occasion.ends + timedelta(days=1))
    # RFC 5545, 3.8.2.2: an end is later than the start, or is not said.
    elif occasion.ends > occasion.starts:
        event.add("dtend", _local(occasion.ends))


def _description(occasion: Occasion, address: str) -> str:
    said = []
    if occasion.status == Status.CANCELLED:
        said.append(_("Annulé : ce rendez-vous n'a pas lieu."))
    elif occasion.status == Status.TENTATIVE:
        said.append(_("Date à confirmer."))
    if occasion.note:
        said.append(_line(occasion.note, occasion.language))
    if occasion.summary:
        said.append(typeset(CONTROLS.sub(" ", occasion.summary), occasion.language))
    if occasion.join_url and occasion.status != Status.CANCELLED:
        said.append(_("Suivre en ligne : %(url)s") % {"url": occasion.join_url})
    # Many programs show no URL property.
    return "\n\n".join([*said, address])


def _alarm(occasion: Occasion, title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("uid", f"{occasion.key}-{int(before.total_seconds())}@faire-alliance")
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm


def _line(text: str, language: str) -> str:
    """A text on one line, as its language prints it."""
    return typeset(" ".join(CONTROLS.sub(" ", text).split()), language)


def _local(moment: datetime | date) -> datetime | date:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _moment(moment: datetime | date) -> str:
    """The same instant is the same text, whatever zone it is given in."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat()
