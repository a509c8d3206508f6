"""
Random histories of learners, against the four promises of progress.

Two learners' devices mark and answer while editors change the parcours, merge in any
order, replay, go from one language to the other, upgrade. After each thing that happens:

- what is computed again from a stored, shuffled, repeated log is what was shown;
- nothing went down, unless the learner chose a new version, and read the figure before;
- no étape is complete while a requirement of its own is not met, each question passed
  or tried as often as its editor allowed, on whatever device;
- merging is a union: commutative, associative, idempotent.

`HISTORIES=10000 pytest tests/parcours/test_histories.py` runs as many of them.
"""

import json
import os
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcours import progress
from parcours.models import LearnerEvent
from parcours.progress import Kind
from parcours.versions import MARK, EtapeVersion, Requirement, Version, changes

HISTORIES = int(os.environ.get("HISTORIES", "300"))
PARCOURS, OTHER = UUID(int=1000), UUID(int=2000)
START = datetime(2026, 11, 26, 12, tzinfo=UTC)
ETAPES = [UUID(int=n) for n in range(1, 7)]
QUESTIONS = [Requirement("question", name) for name in "pqr"]
# An étape has one page in each language, and one translation key.
PAGES = {
    (key, language): key.int * 10 + place
    for key in ETAPES
    for place, language in enumerate(("fr", "en"))
}
KEYS = {page: key for (key, _language), page in PAGES.items()}


@dataclass
class World:
    """What editors published, and what each device knows of its learner."""

    random: random.Random
    versions: dict[int, Version] = field(default_factory=dict)
    devices: list[dict] = field(default_factory=lambda: [{}, {}, {}])
    minute: int = 0

    @property
    def current(self) -> Version:
        return self.versions[max(self.versions)]

    def publish(self, etapes):
        number = len(self.versions) + 1
        new = Version(PARCOURS, number, tuple(etapes))
        if number == 1 or new.asks != self.current.asks:
            self.versions[number] = new

    def write(self, device, kind, **fields):
        # Two devices may act at the same instant.
        self.minute += self.random.choice((0, 1))
        event = LearnerEvent(
            kind=kind, at=START + timedelta(minutes=self.minute), **fields
        )
        event.uid = UUID(int=self.random.getrandbits(128))
        self.devices[device][event.uid] = event

    def begin(self, device):
        if not progress.following(PARCOURS, self.devices[device].values()):
            payload = {"version": self.current.number}
            self.write(device, Kind.START, parcours=PARCOURS, payload=payload)

    def shown(self, device):
        return progress.read(
            PARCOURS, list(self.devices[device].values()), self.versions
        )


# --- What may happen --------------------------------------------------------------


def mark(world, device):
    world.begin(device)
    page = world.random.choice(list(KEYS))
    world.write(device, Kind.DONE, etape=KEYS[page])


def answer(world, device):
    world.begin(device)
    asked = [
        (e.key, each.block) for e in world.current.etapes for each in e.requirements
    ]
    anything = [(key, block) for key in ETAPES for block in "pqrs"]
    etape, block = world.random.choice(asked * 3 + anything)
    world.write(
        device,
        Kind.ANSWER,
        etape=etape,
        block=block,
        payload=world.random.choice(
            [
                {"passed": True},
                {"passed": False},
                {"passed": False, "attempts": world.random.randrange(4)},
                {"passed": False, "attempts": 3},
                {"attempts": world.random.choice(("1", True, -1, None))},
                {},
                {"passed": "oui"},
                {"passed": 1},
            ]
        ),
    )


def draft(world, device):
    world.begin(device)
    etape = world.random.choice(ETAPES)
    world.write(device, Kind.DRAFT, etape=etape, block="p", payload={"passed": True})


def go_elsewhere(world, device):
    payload = {"version": 1}
    world.write(device, Kind.START, parcours=OTHER, payload=payload)
    world.write(device, Kind.DEADLINE, parcours=PARCOURS, payload={"on": "2026-12-01"})


def edit(world, device):
    """Add, remove, move an étape, change what one requires, or only its words."""
    etapes = list(world.current.etapes)
    place = world.random.randrange(len(etapes)) if etapes else 0
    absent = [key for key in ETAPES if key not in {etape.key for etape in etapes}]
    match world.random.choice(("add", "remove", "move", "require", "words")):
        case "add" if absent:
            etapes.insert(place, EtapeVersion(world.random.choice(absent)))
        case "remove" if etapes:
            del etapes[place]
        case "move":
            world.random.shuffle(etapes)
        case "require" if etapes:
            asked = world.random.sample(QUESTIONS, world.random.randrange(3))
            etapes[place] = replace(etapes[place], requirements=(MARK, *asked))
        case "words" if etapes:
            etapes[place] = replace(etapes[place], title=f"Titre {world.minute}")
    world.publish(etapes)


def merge(world, device):
    other = world.random.randrange(len(world.devices))
    world.devices[device] = world.devices[device] | world.devices[other]


def replay(world, device):
    """The device sends again, in any order, what it sent: nothing is new."""
    events = list(world.devices[device].values())
    world.random.shuffle(events)
    world.devices[device] |= {event.uid: event for event in events}


def upgrade(world, device):
    replaced = progress.following(PARCOURS, world.devices[device].values())
    if not replaced:
        return
    events = list(world.devices[device].values())
    announced = progress.read_in(world.current, events, world.versions).percent
    payload = {
        "version": world.current.number,
        "replaces": [str(each.uid) for each in replaced],
    }
    world.write(device, Kind.UPGRADE, parcours=PARCOURS, payload=payload)
    assert world.shown(device).percent == announced


WHAT_MAY_HAPPEN = (
    [mark] * 5 + [answer] * 5 + [edit] * 4 + [merge] * 3
    + [upgrade] * 2 + [replay, draft, go_elsewhere]
)  # fmt: skip


# --- What must hold ---------------------------------------------------------------


def stored_and_read(world, device):
    """The same progress, from a log and versions written down, shuffled, said twice."""
    rows = [
        json.loads(
            json.dumps(
                {
                    "uid": event.uid,
                    "kind": event.kind,
                    "parcours": event.parcours,
                    "etape": event.etape,
                    "block": event.block,
                    "payload": event.payload,
                    "at": event.at.isoformat(),
                },
                default=str,
            )
        )
        for event in world.devices[device].values()
    ]
    rows += world.random.sample(rows, len(rows) // 2)
    world.random.shuffle(rows)
    events = []
    for row in rows:
        names = {
            name: UUID(row[name]) if row[name] else None
            for name in ("uid", "parcours", "etape")
        }
        at = datetime.fromisoformat(row["at"])
        events.append(LearnerEvent(**row | names | {"at": at}))
    versions = {
        number: Version.from_json(
            PARCOURS, number, json.loads(json.dumps(version.as_json()))
        )
        for number, version in world.versions.items()
    }
    return progress.read(PARCOURS, events, versions)


def figures(state):
    return state and (
        state.version,
        state.percent,
        state.done,
        state.next,
        [(e.etape, e.is_complete, e.missing) for e in state.etapes],
    )


def followed(world, device):
    return [
        world.versions[event.payload["version"]]
        for event in world.devices[device].values()
        if event.kind in progress.FOLLOWING and event.parcours == PARCOURS
    ]


def check_that_what_is_complete_was_earned(world, device, state):
    """Said again from the log alone, without the code that is tested."""
    events = world.devices[device].values()
    marked = {e.etape for e in events if e.kind == "done"}
    given = [e for e in progress.in_order(events) if e.kind == "answer"]
    passed = {(e.etape, e.block) for e in given if e.payload.get("passed") is True} | {
        (last.etape, last.block)
        for n, last in enumerate(given, 1)
        if last.payload.get("attempts") in (1, 2, 3)
        and last.payload["attempts"] is not True
        and last.payload["attempts"]
        <= sum((e.etape, e.block) == (last.etape, last.block) for e in given[:n])
    }
    for key in state.done:
        asked = [v.etape(key) for v in followed(world, device) if v.etape(key)]
        assert key in marked
        assert any(
            all((key, each.block) in passed for each in etape.requirements[1:])
            for etape in asked
        )


def chose_another(before, after):
    """Whether a choice made knowingly replaced what this device followed."""
    heads = {str(event.uid) for event in progress.following(PARCOURS, before.values())}
    return any(
        heads & set(event.payload.get("replaces", ()))
        for uid, event in after.items()
        if uid not in before
    )


@settings(
    max_examples=HISTORIES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(st.tuples(st.sampled_from(WHAT_MAY_HAPPEN), st.integers(0, 2)), min_size=8, max_size=60),
    st.integers(0, 2**32),
)  # fmt: skip
def test_every_history_keeps_the_promises_of_progress(history, seed):
    world = World(random.Random(seed))
    world.publish(
        EtapeVersion(key, (MARK, *QUESTIONS[:asked]))
        for asked, key in enumerate(ETAPES[:3])
    )

    for happens, device in history:
        before = [(dict(log), world.shown(n)) for n, log in enumerate(world.devices)]
        happens(world, device)
        for number, (log, old) in enumerate(before):
            new = world.shown(number)
            assert figures(stored_and_read(world, number)) == figures(new)
            if new:
                check_that_what_is_complete_was_earned(world, number, new)
            if old:  # what one has, one keeps, in whatever version
                still_asked = {etape.key for etape in new.version.etapes}
                assert set(old.done) & still_asked <= set(new.done)
            if old and not chose_another(log, world.devices[number]):
                assert new.percent >= old.percent

    check_that_merging_is_a_union(world)


def check_that_merging_is_a_union(world):
    a, b, c = world.devices
    results = [
        progress.read(PARCOURS, list((x | y | z).values()), world.versions)
        for x, y, z in permutations((a, b, c))
    ]
    results.append(
        progress.read(PARCOURS, list((a | (b | c) | a | b).values()), world.versions)
    )
    assert all(figures(each) == figures(results[0]) for each in results)
    for name in (progress.answers, progress.drafts, progress.deadlines):
        assert name((a | b).values()) == name((b | a).values())


etape_versions = st.builds(
    EtapeVersion,
    st.sampled_from(ETAPES),
    st.sets(st.sampled_from(QUESTIONS)).map(lambda asked: (MARK, *asked)),
)
versions = st.lists(etape_versions, unique_by=lambda etape: etape.key).map(
    lambda etapes: Version(PARCOURS, 1, tuple(etapes))
)


@given(versions, versions)
def test_what_changed_says_it_all(old, new):
    found = changes(old, new)

    nothing = not (found.added or found.removed or found.changed or found.is_reordered)
    assert nothing == (old.asks == new.asks)
    kept = {e.key for e in old.etapes} - {e.key for e in found.removed}
    assert kept | {e.key for e in found.added} == {e.key for e in new.etapes}
