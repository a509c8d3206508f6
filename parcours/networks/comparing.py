"""A borrowed étape beside its source: what waits for a decision, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from . import contents, merging
from .merging import Change, Content


class State(StrEnum):
    GONE = "gone"  # the source is no longer published
    BEHIND = "behind"  # changes wait for a decision
    DECLINED = "declined"  # the network declined some of what the source says
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True)
class Comparison:
    """A borrowed étape beside its source."""

    borrowing: Any
    source: Any  # None once it is no longer published
    ours: Content
    theirs: Content | None

    @property
    def etape(self):
        return self.borrowing.etape

    @cached_property
    def waiting(self) -> list[Change]:
        if self.theirs is None:
            return []
        return merging.waiting(self.borrowing.loan, self.theirs, self.ours)

    @cached_property
    def refused(self) -> list[Change]:
        if self.theirs is None:
            return []
        return merging.refused(self.borrowing.loan, self.theirs, self.ours)

    @property
    def state(self) -> State:
        if self.theirs is None:
            return State.GONE
        if self.waiting:
            return State.BEHIND
        return State.DECLINED if self.refused else State.UP_TO_DATE

    @property
    def is_adapted(self) -> bool:
        """The network wrote something of its own."""
        return self.ours != self.borrowing.base

    @property
    def seen(self) -> str:
        """What a choice was made on: another one means that something changed since."""
        loan = self.borrowing.loan
        return merging.digest([loan.base, dict(loan.declined), self.theirs, self.ours])


def comparison(row, source) -> Comparison:
    ours = contents.of_latest(row.etape)
    theirs = contents.of(source) if source else None
    if theirs is not None and theirs != row.base:
        # Blocks may be written otherwise than when they were kept.
        ours, theirs = contents.normal(ours), contents.normal(theirs)
        row.base = contents.normal(row.base)
    return Comparison(row, source, ours, theirs)
