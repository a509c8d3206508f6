"""
A learner's progress: written here only, and computed from what was written.

Every figure shown is a pure function of the learner's events and of the versions of the
parcours, so that it can always be explained and computed again.

- Events are a set: their order, a repeated one, the device they came from change nothing.
  Merging two learners is the union of their events.
- A learner follows the version in force when they began (START), until they choose
  another (UPGRADE, which names what it replaces). Two devices that began apart follow
  two: the one that shows the more counts, so that a merge never lowers anything.
- An étape is complete when all that a version requires of it is met, in the version
  followed or in one followed before: what one has, one keeps.
- A question asks to be passed, or tried as often as its editor allows: nobody is stopped
  for good by a wrong answer. Each attempt says how many were allowed when it was made.

>>> read(parcours, [start(1), done(a), done(b)], {1: Version(..., (a, b, c))}).percent
66
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import outbox
from .models.attestations import StatusEntry
from .models.learning import Learner, LearnerEvent, ParcoursVersion
from .versions import MARK, EtapeVersion, Requirement, Version

Kind = LearnerEvent.Kind
FOLLOWING = (Kind.START, Kind.UPGRADE)


@dataclass(frozen=True)
class Evidence:
    """A requirement, and the first event that meets it, or nothing yet."""

    requirement: Requirement
    event: LearnerEvent | None

    @property
    def is_by_effort(self) -> bool:
        """A question tried as often as allowed, and never passed."""
        asks = self.event is not None and self.requirement.kind == "question"
        return asks and self.event.payload.get("passed") is not True


@dataclass(frozen=True)
class EtapeState:
    """Where a learner is in one étape, and why."""

    etape: EtapeVersion
    evidence: tuple[Evidence, ...]
    is_complete: bool

    @property
    def is_kept(self) -> bool:
        """Complete as it was asked before; it asks something else now."""
        return self.is_complete and bool(self.missing)

    @property
    def missing(self) -> list[Requirement]:
        return [each.requirement for each in self.evidence if each.event is None]

    @property
    def is_begun(self) -> bool:
        return any(each.event for each in self.evidence)


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a version of a parcours."""

    version: Version
    etapes: tuple[EtapeState, ...]

    @property
    def done(self) -> tuple[UUID, ...]:
        return tuple(state.etape.key for state in self.etapes if state.is_complete)

    @property
    def total(self) -> int:
        return len(self.etapes)

    @property
    def next(self) -> UUID | None:
        """Where to resume: the first étape that is not complete."""
        open_ones = (state.etape.key for state in self.etapes if not state.is_complete)
        return next(open_ones, None)

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 means that everything is done."""
        return 100 * len(self.done) // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and len(self.done) == self.total


# --- Reading ----------------------------------------------------------------------


def in_order(events: Iterable) -> list:
    """Each event once, as they happened; the uid decides between two of one instant."""
    once = {event.uid: event for event in events}
    return sorted(once.values(), key=lambda event: (event.at, str(event.uid)))


def following(parcours: UUID, events: Iterable) -> list:
    """The events that say which version is followed, without those that were replaced."""
    choices = [e for e in events if e.parcours == parcours and e.kind in FOLLOWING]
    replaced = {uid for each in choices for uid in each.payload.get("replaces", ())}
    return [each for each in in_order(choices) if str(each.uid) not in replaced]


def read(parcours: UUID, events: list, versions: dict[int, Version]) -> Progress | None:
    """The progress of a learner in a parcours; None if they never began it."""
    found = [
        read_in(versions[each.payload["version"]], events, versions)
        for each in following(parcours, events)
    ]
    return max(
        found,
        key=lambda each: (each.percent, len(each.done), each.version.number),
        default=None,
    )


def read_in(version: Version, events: list, versions: dict[int, Version]) -> Progress:
    """What the progress of a learner is, or would be, in a version of a parcours."""
    known = [version]
    for each in events:
        if each.parcours == version.parcours and each.kind in FOLLOWING:
            known.append(versions[each.payload["version"]])
    meeting = evidence(events)
    states = []
    for etape in version.etapes:
        asked = [
            known_etape for each in known if (known_etape := each.etape(etape.key))
        ]
        is_complete = any(
            all((etape.key, each) in meeting for each in before.requirements)
            for before in asked
        )
        states.append(
            EtapeState(
                etape,
                tuple(
                    Evidence(each, meeting.get((etape.key, each)))
                    for each in etape.requirements
                ),
                is_complete,
            )
        )
    return Progress(version, tuple(states))


def evidence(events: Iterable) -> dict[tuple[UUID, Requirement], LearnerEvent]:
    """The first event that meets each requirement; a success before a last attempt."""
    met, spent, tries = {}, {}, Counter()
    for event in in_order(events):
        if event.kind == Kind.DONE:
            met.setdefault((event.etape, MARK), event)
        elif event.kind == Kind.ANSWER:
            place = (event.etape, Requirement("question", event.block))
            tries[place] += 1
            if event.payload.get("passed") is True:
                met.setdefault(place, event)
            elif is_last(event, tries[place]):
                spent.setdefault(place, event)
    return spent | met


def is_last(answer: LearnerEvent, rank: int) -> bool:
    """Whether the answer of this rank, those of other devices counted, was the last one."""
    allowed = answer.payload.get("attempts")
    return type(allowed) is int and 0 < allowed <= rank


def answers(events: Iterable) -> dict[tuple[UUID, str], LearnerEvent]:
    """The latest answer to each block of each étape."""
    return {
        (event.etape, event.block): event
        for event in in_order(events)
        if event.kind == Kind.ANSWER
    }


def drafts(events: Iterable) -> dict[tuple[UUID, str], LearnerEvent]:
    """What was half typed and not kept since, the latest last."""
    found = {}
    for event in in_order(events):
        place = (event.etape, event.block)
        if event.kind in (Kind.DRAFT, Kind.ANSWER):
            found.pop(place, None)
        if event.kind == Kind.DRAFT:
            found[place] = event
    return found


def deadlines(events: Iterable) -> dict[UUID, tuple[date, LearnerEvent]]:
    """The days that a learner gave themselves, by étape or parcours, the nearest first."""
    found = {}
    for event in in_order(events):
        if event.kind == Kind.DEADLINE:
            found[event.etape or event.parcours] = event
    dated = {
        key: (date.fromisoformat(event.payload["on"]), event)
        for key, event in found.items()
        if event.payload.get("on")
    }
    return dict(sorted(dated.items(), key=lambda item: item[1][0]))


def stored_versions(events: Iterable) -> dict[UUID, dict[int, Version]]:
    """The versions that a learner follows or followed, in one statement."""
    begun = {event.parcours for event in events if event.kind in FOLLOWING}
    found = {key: {} for key in begun}
    for row in ParcoursVersion.objects.filter(parcours__in=begun) if begun else ():
        found[row.parcours][row.number] = row.version
    return found


# --- Writing ----------------------------------------------------------------------


def alone(learner: Learner) -> None:
    """Two requests of one learner write one after the other."""
    Learner.objects.select_for_update().get(pk=learner.pk)


class NotTheirs(Exception):
    """The name that a device gives to an event is that of another event."""


def write(learner: Learner, kind: str, uid: UUID | None = None, **fields):
    """Add an event; the name that a device gave it can be nobody else's."""
    try:
        # A savepoint is for the name that may be taken: ours, drawn here, never is.
        with transaction.atomic(savepoint=uid is not None):
            event = learner.events.create(
                kind=kind, at=timezone.now(), uid=uid or uuid4(), **fields
            )
            outbox.note(event)
            return event
    except IntegrityError as error:
        if uid is None:
            raise
        raise NotTheirs from error


def written_before(learner: Learner, uid: UUID | None, **fields):
    """The event that a device sent already under this name, or None."""
    if uid is None:
        return None
    event = LearnerEvent.objects.filter(uid=uid).first()
    if event is not None and (
        event.learner_id != learner.pk
        or any(getattr(event, name) != value for name, value in fields.items())
    ):
        raise NotTheirs
    return event


def has_begun(learner: Learner, parcours: UUID) -> bool:
    return learner.events.filter(kind=Kind.START, parcours=parcours).exists()


@transaction.atomic
def begin(learner: Learner, current: Version) -> None:
    """Follow what the parcours asks today, unless it was begun before."""
    alone(learner)
    if not has_begun(learner, current.parcours):
        version = ParcoursVersion.objects.in_force(current)
        write(
            learner,
            Kind.START,
            parcours=current.parcours,
            payload={"version": version.number},
        )


@transaction.atomic
def upgrade(learner: Learner, current: Version) -> None:
    """Follow what the parcours asks today, in place of all that was followed."""
    alone(learner)
    version = ParcoursVersion.objects.in_force(current)
    replaced = following(current.parcours, learner.events.all())
    if [each.payload["version"] for each in replaced] != [version.number]:
        write(
            learner,
            Kind.UPGRADE,
            parcours=current.parcours,
            payload={
                "version": version.number,
                "replaces": [str(each.uid) for each in replaced],
            },
        )


@transaction.atomic
def mark_done(learner: Learner, etape: UUID, uid: UUID | None = None, **done) -> None:
    """
    Write that an étape is done, and what it was then; marking twice is marking once.

    It counts as complete only when all that it requires is met.
    """
    alone(learner)
    if written_before(learner, uid, kind=Kind.DONE, etape=etape):
        return
    before = learner.events.filter(kind=Kind.DONE, etape=etape).last()
    if before is None or before.payload != done:
        write(learner, Kind.DONE, uid, etape=etape, payload=done)


@transaction.atomic
def keep_answer(
    learner: Learner, etape: UUID, block: str, payload: dict, uid: UUID | None = None
) -> None:
    """Write an answer, once for each name; the ones before it stay in the log."""
    alone(learner)
    place = {"kind": Kind.ANSWER, "etape": etape, "block": block}
    if not written_before(learner, uid, **place):
        write(learner, uid=uid, payload=payload, **place)


@transaction.atomic
def keep_draft(
    learner: Learner, etape: UUID, block: str, payload: dict, uid: UUID | None = None
) -> None:
    """Write what is half typed, unless it is what was written last."""
    alone(learner)
    place = {"kind": Kind.DRAFT, "etape": etape, "block": block}
    if written_before(learner, uid, **place):
        return
    before = learner.events.filter(
        kind__in=(Kind.DRAFT, Kind.ANSWER), etape=etape, block=block
    ).last()
    if before is None or before.payload != payload:
        write(learner, uid=uid, payload=payload, **place)


@transaction.atomic
def set_deadline(learner: Learner, on: date | None, **place) -> None:
    """Give oneself a day for an étape or a parcours, or take it back."""
    alone(learner)
    payload = {"on": on.isoformat() if on else ""}
    write(learner, Kind.DEADLINE, payload=payload, **place)


@transaction.atomic
def erase(learner: Learner) -> None:
    """Forget a learner and everything they did; copies of their attestations are revoked."""
    alone(learner)
    list(learner.groups.select_for_update())  # whoever is joining them has joined
    StatusEntry.objects.filter(attestation__learner=learner).revoke()
    learner.delete()
