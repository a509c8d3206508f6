"""
The life of a Jeudi on one address: pure functions of its facts and of an instant.

    announced → open → closed → live → past → replay → text          or cancelled

The clock moves it along the first line, what is there (a recording, a full text) says
how far it went once it is over, and an editor alone cancels it. Moving it is no state:
it leaves the dates that had been announced behind. Everything that says when and where
a Jeudi is (page, lists, feeds, calendar, mails, data) asks here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """In the order of a life; `CANCELLED` is beside it."""

    ANNOUNCED = "announced", _("Annoncé")
    OPEN = "open", _("Inscriptions ouvertes")
    CLOSED = "closed", _("Inscriptions closes")
    LIVE = "live", _("En direct")
    PAST = "past", _("Passé")
    REPLAY = "replay", _("À retrouver")
    TEXT = "text", _("Texte intégral")
    CANCELLED = "cancelled", _("Annulé")


COMING = frozenset([State.ANNOUNCED, State.OPEN, State.CLOSED])


@dataclass(frozen=True)
class Facts:
    """What the state of a Jeudi depends on. Instants have their zone."""

    starts_at: datetime | None
    ends_at: datetime | None = None
    opens_at: datetime | None = None  # registration; None: there is none
    closes_at: datetime | None = None  # None: when it starts
    can_join: bool = False
    has_replay: bool = False
    has_text: bool = False
    is_cancelled: bool = False
    is_confirmed: bool = True
    # Dates that were announced and no longer hold, the oldest first.
    previous: tuple[datetime, ...] = ()

    @property
    def is_moved(self) -> bool:
        return bool(self.previous)

    @property
    def registration(self) -> tuple[datetime, datetime] | None:
        """When one may register: from its opening until it closes, or starts."""
        if self.opens_at is None or self.starts_at is None:
            return None
        closes_at = min(self.closes_at or self.starts_at, self.starts_at)
        return (self.opens_at, closes_at) if self.opens_at < closes_at else None


def state(facts: Facts, at: datetime) -> State:
    """The one state of a Jeudi at an instant; each begins at its instant, included."""
    if facts.is_cancelled:
        return State.CANCELLED
    if facts.starts_at is None:
        return State.ANNOUNCED
    if at < facts.starts_at:
        return _before(facts, at)
    if at < facts.ends_at and facts.can_join:
        return State.LIVE
    if facts.has_text:
        return State.TEXT
    return State.REPLAY if facts.has_replay else State.PAST


def _before(facts: Facts, at: datetime) -> State:
    if facts.registration is None or at < facts.registration[0]:
        return State.ANNOUNCED
    return State.OPEN if at < facts.registration[1] else State.CLOSED


def instants(facts: Facts) -> list[datetime]:
    """When something of it changes by the clock alone."""
    if facts.starts_at is None:
        return []
    return sorted({facts.starts_at, facts.ends_at, *(facts.registration or ())})


def next_change(facts: Facts, at: datetime) -> datetime | None:
    """Until when what is said of it at an instant stays true; None: for ever."""
    return next((instant for instant in instants(facts) if instant > at), None)


def first_change(every: list[Facts], at: datetime) -> datetime | None:
    """Until when what a list says of its Jeudis stays true."""
    changes = (next_change(facts, at) for facts in every)
    return min((change for change in changes if change is not None), default=None)
