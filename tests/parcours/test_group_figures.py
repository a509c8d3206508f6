"""
What the figures of a group say of those who stay hidden: never one, never four.

Random groups, in which people join, move on, leave, hide and show themselves, while the
facilitator reads after each of these.
"""

import random
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours import groups
from parcours.groups import FEWEST, Tally, due, tally
from parcours.models import LearnerGroup, Membership
from parcours.progress import EtapeState, Progress
from parcours.versions import EtapeVersion, Version

KEYS = [UUID(int=n) for n in range(1, 5)]
VERSION = Version(UUID(int=9), 1, tuple(EtapeVersion(key) for key in KEYS))
DAY = date(2026, 11, 26)


def at(done: int) -> Progress | None:
    """The progress of who completed so many étapes; -1: has not begun."""
    if done < 0:
        return None
    etapes = enumerate(VERSION.etapes)
    return Progress(VERSION, tuple(EtapeState(e, (), n < done) for n, e in etapes))


STATES = [at(done) for done in range(-1, 5)]
anybody = st.lists(st.sampled_from(STATES), max_size=40)


@given(anybody)
def test_each_is_counted_once_and_where_they_are(states):
    found = tally(states)

    begun = [state for state in states if state]
    assert found.people == len(states) and found.begun == len(begun)
    assert sum(number for _key, number in found.stops) + found.finished == found.begun
    for key in KEYS:
        assert dict(found.done).get(str(key), 0) == sum(key in s.done for s in begun)


@given(anybody)
def test_what_is_said_of_hidden_people_goes_by_fives(states):
    exact, said = tally(states), tally(states).by_fives()

    pairs = [(exact.people, said.people), (exact.finished, said.finished)]
    pairs += zip(dict(exact.done).values(), dict(said.done).values(), strict=True)
    pairs += zip(dict(exact.stops).values(), dict(said.stops).values(), strict=True)
    for true, shown in pairs:
        assert shown % FEWEST == 0 and 0 <= true - shown < FEWEST
    assert Tally.from_json(said.as_json()) == said


@given(anybody, anybody)
def test_tallies_add_up(some, others):
    assert tally(some) + tally(others) == tally(some + others)


class Room:
    """A group as the database would keep it; a reading after each thing that happens."""

    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.group = LearnerGroup(published={})
        self.members: dict[int, Membership] = {}
        self.states: dict[int, Progress | None] = {}
        self.publications = 0

    def someone(self):
        return self.random.choice(list(self.members)) if self.members else None

    def hidden(self) -> dict:
        return {who: self.states[who] for who, m in self.members.items() if m.is_hidden}

    def join(self):
        who = self.random.randrange(30)
        self.states.setdefault(who, self.random.choice(STATES))
        name = self.random.choice(("", "", "Ana"))
        self.members.setdefault(who, Membership(name=name))

    def leave(self):
        self.members.pop(self.someone(), None)

    def move_on(self):
        self.states[self.someone()] = self.random.choice(STATES)

    def show_or_hide(self):
        if member := self.members.get(self.someone()):
            member.name = "" if member.name else "Ana"

    def read(self) -> dict:
        def keep(group, members):
            self.publications += 1

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(groups, "keep", keep)
            states = [self.states[who] for who in self.members]
            found = groups.publish(self.group, self.members.values(), states, DAY)
        return dict(found)


WHAT_MAY_HAPPEN = (
    [Room.join] * 5 + [Room.move_on] * 5 + [Room.leave, Room.show_or_hide] * 2
)


@given(st.lists(st.sampled_from(WHAT_MAY_HAPPEN), max_size=150), st.integers(0, 2**32))
def test_two_readings_never_differ_by_fewer_than_five_people(history, seed):
    room, counted, shown = Room(seed), {}, {}

    for happens in history:
        happens(room)
        before, publications = dict(room.group.published), room.publications
        shown, hidden = room.read(), room.hidden()

        if len(hidden) < FEWEST:
            assert shown == {}
        else:
            assert shown == room.group.published
        if room.publications > publications:
            away = object()
            changed = [
                who
                for who in {*hidden, *counted}
                if hidden.get(who, away) != counted.get(who, away)
            ]
            assert len(changed) >= FEWEST
            counted = hidden
        else:
            assert room.group.published == before


@given(
    st.lists(st.sampled_from(STATES), min_size=5, max_size=15),
    st.lists(st.sampled_from(STATES), min_size=4, max_size=4),
    st.lists(st.sampled_from(STATES), max_size=6),
    st.randoms(use_true_random=False),
)
def test_whatever_four_hidden_people_do_a_reading_is_the_same(
    states, others, named, chance
):
    room = Room()
    room.states = dict(enumerate(states + named))
    for who in room.states:
        room.members[who] = Membership(name="" if who < len(states) else "Ana")
    before = room.read()

    for who, state in zip(chance.sample(range(len(states)), 4), others, strict=True):
        room.states[who] = state

    assert room.read() == before


@given(anybody, st.integers(0, 4))
def test_under_five_hidden_people_nothing_is_said_of_them(states, hidden):
    room = Room()
    room.states = dict(enumerate([at(2)] * hidden + states))
    for who in room.states:
        room.members[who] = Membership(name="" if who < hidden else "Ana")

    assert room.read() == {}


def test_who_left_and_who_came_may_be_the_same_and_count_once():
    same = [("a", "a")] * 6

    assert due(6, same) is None
    assert due(6 + 4, same + [("", "b")] * 4) is None
    assert due(6 + 5, same) == ["a"] * 6
    assert due(6, same + [("", "b")] * 5) == ["a"] * 6 + ["b"] * 5
    assert due(6, [("a", "b")] * 5 + [("a", "a")]) is not None
