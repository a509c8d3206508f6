"""
A group that follows a parcours together: what its facilitator may know, and no more.

Who chose a name is shown under it, with their own percentage. Who stays hidden is counted
by fives, and never alone:

- nothing is said of a group under five, nor of fewer than five hidden people;
- each figure about hidden people is brought down to a multiple of five, so that neither
  a small group nor the few who are missing from it can be read;
- figures are published, and change only when what they count has changed for five hidden
  people at least: two readings never differ by the progress of one.

`tally` and `due` are pure: how much is said, and when it may change.
"""

import hashlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from core import together
from core.locks import hold

from . import codes, progress
from .models import Learner, LearnerEvent, LearnerGroup, Membership, ParcoursVersion
from .progress import Kind, Progress

FEWEST = 5
CODE_LENGTH = 9  # 40 bits, and one character that checks
LASTS = timedelta(days=90)
LONGEST = timedelta(days=366)
LONGEST_NAME, LONGEST_TITLE = 40, 80
MOST_GROUPS, MOST_MEMBERS = 50, 1000  # of one facilitator, of one group
COUNTED = (Kind.START, Kind.UPGRADE, Kind.DONE, Kind.ANSWER)


@dataclass(frozen=True)
class Tally:
    """How far some people are, each counted once."""

    people: int = 0
    begun: int = 0
    finished: int = 0
    done: tuple[tuple[str, int], ...] = ()  # by étape: how many completed it
    stops: tuple[tuple[str, int], ...] = ()  # by étape: how many are there now

    def by_fives(self) -> "Tally":
        """Each figure brought down to a multiple of five."""
        return Tally(
            down(self.people),
            down(self.begun),
            down(self.finished),
            tuple((key, down(number)) for key, number in self.done),
            tuple((key, down(number)) for key, number in self.stops),
        )

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.people + other.people,
            self.begun + other.begun,
            self.finished + other.finished,
            added(self.done, other.done),
            added(self.stops, other.stops),
        )

    def as_json(self) -> dict:
        return {
            "people": self.people,
            "begun": self.begun,
            "finished": self.finished,
            "done": dict(self.done),
            "stops": dict(self.stops),
        }

    @classmethod
    def from_json(cls, data: dict) -> "Tally":
        done, stops = (tuple(sorted(data[name].items())) for name in ("done", "stops"))
        return cls(data["people"], data["begun"], data["finished"], done, stops)


def down(number: int) -> int:
    return number - number % FEWEST


def added(*pairs) -> tuple[tuple[str, int], ...]:
    total = Counter()
    for each in pairs:
        total.update(dict(each))
    return tuple(sorted(total.items()))


def tally(states: Iterable[Progress | None]) -> Tally:
    """The figures of some people; None for who has not begun."""
    states = list(states)
    begun = [state for state in states if state]
    done = Counter(str(key) for state in begun for key in state.done)
    stops = Counter(str(state.next) for state in begun if state.next)
    return Tally(
        len(states),
        len(begun),
        sum(state.is_complete for state in begun),
        tuple(sorted(done.items())),
        tuple(sorted(stops.items())),
    )


# --- What the facilitator reads ---------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody who chose to be seen."""

    name: str
    progress: Progress | None

    @property
    def percent(self) -> int:
        return self.progress.percent if self.progress else 0

    @property
    def done(self) -> tuple[UUID, ...]:
        return self.progress.done if self.progress else ()


@dataclass(frozen=True)
class Reading:
    """All that a facilitator may know of a group today."""

    people: list[Person]
    figures: Tally | None  # none under five
    is_rounded: bool  # hidden people are in it
    published_on: date | None


def read(group: LearnerGroup, on: date) -> Reading:
    """What may be read of a group; a constant number of statements."""
    members, states = states_of(group)
    shown = [
        Person(member.name, state)
        for member, state in zip(members, states, strict=True)
        if not member.is_hidden
    ]
    hidden = publish(group, members, states, on)
    figures = tally(person.progress for person in shown)
    if hidden:
        figures += Tally.from_json(hidden["tally"])
    return Reading(
        sorted(shown, key=lambda each: (-each.percent, each.name.casefold())),
        figures if figures.people >= FEWEST else None,
        bool(hidden),
        date.fromisoformat(hidden["on"]) if hidden else None,
    )


def states_of(group: LearnerGroup) -> tuple[list[Membership], list[Progress | None]]:
    """The members, and where each is: the same function as on their own desk."""
    members = list(group.memberships.all())
    versions = {
        row.number: row.version
        for row in ParcoursVersion.objects.filter(parcours=group.parcours)
    }
    etapes = {each.key for version in versions.values() for each in version.etapes}
    logs = defaultdict(list)  # also of who has just joined
    for event in LearnerEvent.objects.filter(
        learner__memberships__group=group, kind__in=COUNTED
    ):
        if event.parcours == group.parcours or event.etape in etapes:
            logs[event.learner_id].append(event)
    return members, [
        progress.read(group.parcours, logs[member.learner_id], versions)
        for member in members
    ]


def publish(group, members, states, on: date) -> dict:
    """What is published of hidden people today, and kept until it may change."""
    hidden = [
        (member, state)
        for member, state in zip(members, states, strict=True)
        if member.is_hidden
    ]
    if len(hidden) < FEWEST:
        return {}
    new = due(
        group.published.get("counted", 0),
        [(member.counted, digest(state)) for member, state in hidden],
    )
    if new is not None:
        figures = tally(state for _member, state in hidden).by_fives()
        group.published = {
            "tally": figures.as_json(),
            "counted": len(hidden),
            "on": on.isoformat(),
        }
        for member in members:
            member.counted = ""
        for (member, _state), counted in zip(hidden, new, strict=True):
            member.counted = counted
        keep(group, members)
    return group.published


@transaction.atomic
def keep(group: LearnerGroup, members: list[Membership]) -> None:
    # Not `save`, which fails where the group was closed meanwhile.
    LearnerGroup.objects.filter(pk=group.pk).update(published=group.published)
    Membership.objects.bulk_update(members, ["counted"])


def due(counted: int, digests: list[tuple[str, str]]) -> list[str] | None:
    """
    What to count of each hidden person, once five of them changed; None before.

    Given how many were counted last time, and what was and would be counted of each who is
    hidden now. Who left and who came may be the same person, and are not counted twice.
    """
    known = [(before, after) for before, after in digests if before]
    moved = sum(before != after for before, after in known)
    came, gone = len(digests) - len(known), counted - len(known)
    if moved + max(came, gone) < FEWEST:
        return None
    return [after for _before, after in digests]


def digest(state: Progress | None) -> str:
    """What is counted of somebody, sealed: it only tells whether it changed."""
    counted = state and [sorted(map(str, state.done)), str(state.next)]
    return hashlib.sha256(json.dumps(counted).encode()).hexdigest()


# --- What people do ---------------------------------------------------------------


def clean(text: str, longest: int) -> str:
    """What somebody typed as a name, on one line, without what can't be seen."""
    text = unicodedata.normalize("NFC", text[: 4 * longest])
    seen = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    return " ".join(seen.split())[:longest].strip()


@transaction.atomic
def create(owner: Learner, parcours: UUID, **fields) -> LearnerGroup | None:
    """A new group; None for who has as many as one person leads."""
    progress.alone(owner)
    if owner.groups.count() >= MOST_GROUPS:
        return None
    code = codes.draw(CODE_LENGTH)
    return LearnerGroup.objects.create(
        owner=owner, parcours=parcours, code=code, **fields
    )


@transaction.atomic
def join(group: LearnerGroup, learner: Learner, name: str) -> bool:
    """Be in a group, or change one's name in it; joining twice is joining once."""
    progress.alone(learner)
    hold(group)  # it may be closed meanwhile, or full
    member = group.memberships.filter(learner=learner).first()
    if member is None:
        if group.memberships.count() >= MOST_MEMBERS:
            return False
        group.memberships.create(learner=learner, name=name)
    elif member.name != name:
        group.memberships.filter(pk=member.pk).update(name=name)
    return True


@dataclass(frozen=True)
class Mine:
    """A group that somebody leads, or is in under a name or none."""

    title: str
    code: str
    is_led: bool
    name: str = ""


def of(learner: Learner, on: date | None = None) -> list[Mine]:
    """The groups of a learner, those they lead first; on a day, those that are open."""
    led = learner.groups.defer("published")
    joined = learner.memberships.select_related("group").defer("group__published")
    if on:
        led, joined = led.open_on(on), joined.filter(group__ends_on__gte=on)
    led, joined = together.fetched([led, joined])
    for rows in (led, joined):
        rows.sort(key=attrgetter("pk"))
    return [
        *(Mine(each.title, codes.grouped(each.code, 3), True) for each in led),
        *(
            Mine(each.group.title, codes.grouped(each.group.code, 3), False, each.name)
            for each in joined
        ),
    ]


def leave(group: LearnerGroup, learner: Learner) -> None:
    group.memberships.filter(learner=learner).delete()


@transaction.atomic
def close(group: LearnerGroup) -> None:
    """Erase a group with all who are in it, those who are joining too."""
    for row in LearnerGroup.objects.select_for_update().filter(pk=group.pk):
        row.delete()


def hand_over(gone: Learner, kept: Learner) -> None:
    """
    The groups of two devices of one person become those of one learner.

    In a group that both had joined, the first of the two rows stays, hidden if either was:
    whichever devices are merged first, the result is the same.
    """
    gone.groups.update(owner=kept)
    before = {member.group_id: member for member in kept.memberships.all()}
    for member in gone.memberships.all():
        stays, goes = member, before.get(member.group_id)
        if goes is not None:
            stays, goes = sorted((member, goes), key=lambda each: each.pk)
            goes.delete()
            stays.name = "" if stays.is_hidden or goes.is_hidden else stays.name
        stays.learner = kept
        stays.save(update_fields=["learner", "name"])


def forget_ended(on: date) -> None:
    LearnerGroup.objects.filter(ends_on__lt=on).delete()
