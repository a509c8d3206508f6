"""
Answering a question: counted, when its editor says how many times, from the log itself.

Whoever keeps nothing may try again and again; then nothing counts.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from . import progress, scoring
from .models.learning import Learner, LearnerEvent


@dataclass(frozen=True)
class Attempt:
    """An answer, its result, and how many are left."""

    given: dict
    result: scoring.Result
    allowed: int = 0  # 0: as many as one likes
    used: int = 0  # this one included, when it counts
    is_kept: bool = False
    is_refused: bool = (
        False  # there was none left: the last answer that counted is here
    )

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def tells_all(self) -> bool:
        """Whether the right answer is told: not while another attempt counts."""
        return not self.used or self.result.passed or not self.left or self.is_refused

    @property
    def is_by_effort(self) -> bool:
        """The last attempt that counts, and not passed: the étape may be complete without."""
        return bool(self.used) and self.tells_all and not self.result.passed


def attempt(
    learner: Learner | None, etape, block, given: dict, uid: UUID | None = None
) -> Attempt:
    """Score an answer and, for who keeps their progress, write it as an attempt."""
    allowed = block.value["attempts"] or 0
    result = scoring.score(block, given)
    if learner is None:
        return Attempt(given, result, allowed)
    with transaction.atomic():
        # Two answers sent at once are counted one after the other.
        if not Learner.objects.select_for_update().filter(pk=learner.pk).exists():
            return Attempt(given, result, allowed)
        place = {
            "kind": LearnerEvent.Kind.ANSWER,
            "etape": etape.translation_key,
            "block": block.id,
        }
        before = list(learner.events.filter(**place))
        if event := progress.written_before(learner, uid, **place):
            return Attempt(
                event.payload,
                scoring.score(block, event.payload),
                allowed,
                before.index(event) + 1 if allowed else 0,
                is_kept=True,
            )
        # Passed, or tried as often as allowed: what it asks is met.
        met = progress.evidence(before) if allowed else {}
        if counted := next(iter(met.values()), None):
            again = scoring.score(block, counted.payload)
            return Attempt(
                counted.payload, again, allowed, len(before), is_refused=True
            )
        payload = given | {
            "points": result.points,
            "maximum": result.maximum,
            "passed": result.passed,
            "question": scoring.digest(block),
        }
        if allowed:
            payload["attempts"] = allowed
        progress.write(learner, uid=uid, payload=payload, **place)
    used = len(before) + 1 if allowed else 0
    return Attempt(given, result, allowed, used, is_kept=True)
