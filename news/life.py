"""
The life of an event: pure functions of its facts and of an instant.

    coming → now → past          or postponed, cancelled

An editor alone postpones or cancels. Moving is no state: it leaves the dates that had
been announced behind. Page, lists, feeds, calendar and data ask here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.moves import Moment, instant
from news.recurring import Occurrence, Series, is_over, over_at


class Status(models.TextChoices):
    """What an editor says of it."""

    PLANNED = "planned", _("Prévu")
    POSTPONED = "postponed", _("Reporté, sans nouvelle date")
    CANCELLED = "cancelled", _("Annulé")


class State(models.TextChoices):
    """What a reader sees of it."""

    COMING = "coming", _("Rendez-vous à venir")
    NOW = "now", _("En ce moment")
    PAST = "past", _("Rendez-vous passé")
    POSTPONED = "postponed", _("Reporté")
    CANCELLED = "cancelled", _("Annulé")


@dataclass(frozen=True)
class Facts:
    """What the state of an event depends on."""

    starts: Moment | None
    ends: Moment | None = None
    status: str = Status.PLANNED
    is_confirmed: bool = True
    series: Series | None = None  # None: it takes place once
    previous: tuple[Moment, ...] = ()

    @property
    def is_moved(self) -> bool:
        return bool(self.previous) and self.status == Status.PLANNED


def occurrences(facts: Facts, at: datetime, most: int) -> list[Occurrence]:
    """The next times it takes place, the current one included."""
    if facts.starts is None:
        return []
    if facts.series:
        return facts.series.occurrences(at, most)
    once = Occurrence(facts.starts, facts.starts, facts.ends)
    return [] if is_over(facts.ends, at) else [once]


def state(facts: Facts, at: datetime) -> State:
    if facts.status != Status.PLANNED:
        return State(facts.status)
    if facts.starts is None:
        return State.COMING
    coming = occurrences(facts, at, 1)
    if not coming:
        return State.PAST
    is_now = instant(coming[0].starts) <= at and not coming[0].is_cancelled
    return State.NOW if is_now else State.COMING


def next_change(facts: Facts, at: datetime) -> datetime | None:
    """Until when what is said of it at an instant stays true; None: for ever."""
    instants = []
    for each in occurrences(facts, at, 2):
        instants += [instant(each.starts), over_at(each.ends)]
    return min((each for each in instants if each > at), default=None)


def first_change(every: list[Facts], at: datetime) -> datetime | None:
    """Until when what a list says of its events stays true."""
    changes = (next_change(facts, at) for facts in every)
    return min((change for change in changes if change is not None), default=None)
