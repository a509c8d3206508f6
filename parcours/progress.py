"""
A learner's progress: written here only, and computed from what was written.

Every figure shown is a pure function of the learner's events and of the étapes of the
parcours, so that it can always be explained and computed again:

>>> progress([done(a), done(b)], [a, b, c])
Progress(done=(a, b), total=3)   # 66 %, next: c
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from .models.learning import Learner, LearnerEvent


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a list of étapes, named by translation key."""

    done: tuple[UUID, ...]
    total: int
    next: UUID | None

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 means that everything is done."""
        return 100 * len(self.done) // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and len(self.done) == self.total


def progress(events: list[LearnerEvent], etapes: list[UUID]) -> Progress:
    """Progress through étapes in their order, whatever the order of the events."""
    marked = {event.etape for event in events if event.kind == LearnerEvent.Kind.DONE}
    done = tuple(etape for etape in etapes if etape in marked)
    remaining = [etape for etape in etapes if etape not in marked]
    return Progress(done, len(etapes), remaining[0] if remaining else None)


def answers(events: list[LearnerEvent]) -> dict[tuple[UUID, str], LearnerEvent]:
    """The latest answer to each block of each étape."""
    return {
        (event.etape, event.block): event
        for event in sorted(events, key=lambda event: (event.at, event.pk))
        if event.kind == LearnerEvent.Kind.ANSWER
    }


@transaction.atomic
def mark_done(learner: Learner, etape: UUID) -> None:
    """Write that an étape is done; marking twice is marking once."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    if not learner.events.filter(kind=LearnerEvent.Kind.DONE, etape=etape).exists():
        learner.events.create(
            kind=LearnerEvent.Kind.DONE, etape=etape, at=timezone.now()
        )


def keep_answer(learner: Learner, etape: UUID, block: str, payload: dict) -> None:
    """Write an answer; the ones before it stay in the log."""
    learner.events.create(
        kind=LearnerEvent.Kind.ANSWER,
        etape=etape,
        block=block,
        payload=payload,
        at=timezone.now(),
    )


def erase(learner: Learner) -> None:
    """Forget a learner and everything they did."""
    learner.delete()
