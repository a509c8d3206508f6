"""
When something comes again: pure functions of its first day, its rhythm, and what differs.

    chaque troisième jeudi, de 12 h à 13 h, jusqu'en juin
        – 19 novembre : pas de rendez-vous         skipped: never announced
        – 17 décembre : le 18 à 14 h               moved
        – 21 janvier : grève                       cancelled: announced, then called off

Hours are those of Paris: noon is noon on both sides of a change of hour.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moves import Moment, instant

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How far from its day something may be moved and still be found.
FARTHEST = timedelta(days=400)
AHEAD = timedelta(days=800)


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", _("Chaque semaine, le même jour")
    FORTNIGHTLY = "fortnightly", _("Une semaine sur deux, le même jour")
    MONTHLY = "monthly", _("Chaque mois, le même rang (« le troisième jeudi »)")
    LAST = "last", _("Chaque mois, le dernier (« le dernier jeudi »)")


@dataclass(frozen=True)
class Change:
    """What differs on the day when it would have been."""

    on: date
    kind: str  # skipped, cancelled, moved
    to: date | None = None
    starts_at: time | None = None
    place: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Occurrence:
    """One time."""

    due: Moment  # when it would have been
    starts: Moment
    ends: Moment
    is_cancelled: bool = False
    place: str = ""
    reason: str = ""

    @property
    def is_moved(self) -> bool:
        return self.starts != self.due

    @property
    def day(self) -> date:
        return day_of(self.starts)


@dataclass(frozen=True)
class Series:
    first: date
    rhythm: str
    starts_at: time | None = None
    ends_at: time | None = None
    until: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def rank(self) -> int:
        """Third Thursday: 3."""
        return (self.first.day - 1) // 7 + 1

    @property
    def rule(self) -> str:
        """As RFC 5545 writes it."""
        day = DAYS[self.first.weekday()]
        written = {
            Rhythm.WEEKLY: f"FREQ=WEEKLY;BYDAY={day}",
            Rhythm.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
            Rhythm.MONTHLY: f"FREQ=MONTHLY;BYDAY={self.rank}{day}",
            Rhythm.LAST: f"FREQ=MONTHLY;BYDAY=-1{day}",
        }[Rhythm(self.rhythm)]
        return f"{written};UNTIL={self._until}" if self.until else written

    @property
    def _until(self) -> str:
        if self.starts_at is None:
            return f"{self.until:%Y%m%d}"
        last = moment(self.until, time(23, 59, 59))
        return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def words(self) -> str:
        """« chaque troisième jeudi du mois »."""
        day = {"day": date_format(self.first, "l")}
        ranks = {
            1: gettext("chaque premier %(day)s du mois"),
            2: gettext("chaque deuxième %(day)s du mois"),
            3: gettext("chaque troisième %(day)s du mois"),
            4: gettext("chaque quatrième %(day)s du mois"),
        }
        return {
            Rhythm.WEEKLY: gettext("chaque %(day)s"),
            Rhythm.FORTNIGHTLY: gettext("un %(day)s sur deux"),
            Rhythm.MONTHLY: ranks.get(self.rank, ""),
            Rhythm.LAST: gettext("chaque dernier %(day)s du mois"),
        }[Rhythm(self.rhythm)] % day

    def falls_on(self, day: date) -> bool:
        return day in self.days(day, day)

    def days(self, after: date, before: date) -> list[date]:
        """The days of its rhythm between two days, both included, whatever differs."""
        on = weekday(self.first.weekday())
        frequency, more = {
            Rhythm.WEEKLY: (WEEKLY, {}),
            Rhythm.FORTNIGHTLY: (WEEKLY, {"interval": 2}),
            Rhythm.MONTHLY: (MONTHLY, {"byweekday": on(self.rank)}),
            Rhythm.LAST: (MONTHLY, {"byweekday": on(-1)}),
        }[Rhythm(self.rhythm)]
        last = min(before, self.until) if self.until else before
        found = rrule(frequency, dtstart=_naive(self.first), until=_naive(last), **more)
        return [day.date() for day in found.between(_naive(max(after, self.first)), _naive(last), inc=True)]  # fmt: skip

    def occurrences(self, at: datetime, most: int) -> list[Occurrence]:
        """The next ones, from the one that takes place now; cancelled ones are among them."""
        today = max(timezone.localdate(at), self.first)
        days = self.days(today - FARTHEST, today + AHEAD)
        found = (self.on(day) for day in days)
        coming = [each for each in found if each and not is_over(each.ends, at)]
        return sorted(coming, key=lambda each: instant(each.starts))[:most]

    def held(self, after: date, before: date) -> list[date]:
        """The days between two, both included, when it takes place, wherever it was due."""
        days = self.days(after - FARTHEST, before + FARTHEST)
        found = [each for each in map(self.on, days) if each and not each.is_cancelled]
        return sorted(each.day for each in found if after <= each.day <= before)

    def last_held(self, day: date) -> date | None:
        """The last day, that one included, when it took place."""
        return max(self.held(day - FARTHEST, day), default=None)

    def on(self, day: date) -> Occurrence | None:
        """What becomes of the one of a day; None for one that is skipped."""
        due = Occurrence(moment(day, self.starts_at), moment(day, self.starts_at), self._end(day, self.starts_at))  # fmt: skip
        change = next((each for each in self.changes if each.on == day), None)
        if change is None:
            return due
        if change.kind == "skipped":
            return None
        if change.kind == "cancelled":
            return Occurrence(due.due, due.starts, due.ends, True, reason=change.reason)
        starts_at = (change.starts_at or self.starts_at) if self.starts_at else None
        to = change.to or day
        return Occurrence(
            due.due,
            moment(to, starts_at),
            self._end(to, starts_at),
            place=change.place,
            reason=change.reason,
        )

    def _end(self, day: date, starts_at: time | None) -> Moment:
        """As long after its start as on any other day, by the clock on the wall."""
        if starts_at is None:
            return day
        if self.ends_at is None:
            return moment(day, starts_at)
        length = _naive(day, self.ends_at) - _naive(day, self.starts_at)
        ends = _naive(day, starts_at) + length
        return moment(ends.date(), ends.time())


def _naive(day: date, at: time = time()) -> datetime:
    return datetime.combine(day, at)


def moment(day: date, at: time | None) -> Moment:
    """An instant in Paris when the hour is known, else a day."""
    return day if at is None else timezone.make_aware(_naive(day, at))


def day_of(found: Moment) -> date:
    return timezone.localdate(found) if isinstance(found, datetime) else found


def over_at(ends: Moment) -> datetime:
    """A day is over at the next midnight in Paris; an instant, when it has come."""
    return ends if isinstance(ends, datetime) else instant(ends + timedelta(days=1))


def is_over(ends: Moment, at: datetime) -> bool:
    return over_at(ends) <= at
