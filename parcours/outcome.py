"""
What a learner reached in a parcours: one score, complete or not, passed or not, answers.

The same figures as a package of the parcours reports to the platform that plays it
(`takeaway/runtime/outcome.js`): a test plays one learner in both.

- The score counts the best answer to each question, in whole per cent, rounded down.
- A parcours is passed when all its questions are; failed when one of them can't be passed
  any more, because its attempts are used; else nobody knows yet. Complete is another
  thing: attempts that are used up count as done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from . import interactions, progress, scoring
from .blocks import EtapeBlock
from .progress import Kind, Progress


@dataclass(frozen=True)
class Outcome:
    score: int | None  # None: nothing is asked
    is_complete: bool
    passed: bool | None  # None: not known yet
    answers: dict[
        str, tuple[str, bool]
    ]  # the latest to each question, and if it passed


def read(etapes: Iterable, events: list, state: Progress | None) -> Outcome:
    """The outcome of a learner's events in these étapes, whose progress is `state`."""
    questions = [
        (number, etape.translation_key, block)
        for number, etape in enumerate(etapes, 1)
        for block in etape.body
        if block.block_type in EtapeBlock.QUESTIONS
    ]
    given: dict[tuple[UUID, str], list] = {}
    for event in progress.in_order(events):
        if event.kind == Kind.ANSWER and "points" in event.payload:
            given.setdefault((event.etape, event.block), []).append(event.payload)
    points, maximum, passed, can_pass, answers = Fraction(0), 0, True, True, {}
    for number, key, block in questions:
        tries = given.get((key, block.id), [])
        worth = scoring.score(block, {}).maximum
        maximum += worth
        points += worth * max((share(each) for each in tries), default=Fraction(0))
        is_passed = any(each["passed"] for each in tries)
        allowed = block.value["attempts"] or 0
        can_pass &= is_passed or not allowed or len(tries) < allowed
        passed &= is_passed
        if tries:
            answers[interactions.identifier(number, block)] = (
                interactions.response(block, tries[-1]),
                tries[-1]["passed"],
            )
    return Outcome(
        score=int(100 * points / maximum) if maximum else None,
        is_complete=state is not None and state.is_complete,
        passed=(True if passed else None if can_pass else False) if questions else None,
        answers=answers,
    )


def share(payload: dict) -> Fraction:
    return Fraction(payload["points"], payload["maximum"])
