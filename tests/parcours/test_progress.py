"""Progress is a pure function of what was done: it can always be computed again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours import progress
from parcours.models import Learner, LearnerEvent

ETAPES = [UUID(int=n) for n in range(1, 7)]
ELSEWHERE = [UUID(int=n) for n in range(50, 53)]
DONE, ANSWER = LearnerEvent.Kind.DONE, LearnerEvent.Kind.ANSWER
START = datetime(2026, 11, 26, 12, tzinfo=UTC)


def event(etape, kind=DONE, minute=0, pk=0, **fields):
    at = START + timedelta(minutes=minute)
    return LearnerEvent(pk=pk, kind=kind, etape=etape, at=at, **fields)


events = st.lists(
    st.builds(
        event,
        st.sampled_from([*ETAPES, *ELSEWHERE]),
        st.sampled_from([DONE, ANSWER]),
        st.integers(0, 100),
        st.integers(0, 1000),
        block=st.sampled_from(["", "a", "b"]),
    ),
    max_size=30,
)
etapes = st.lists(st.sampled_from(ETAPES), unique=True)


# --- Progress ---------------------------------------------------------------------


@given(events, etapes, st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_events_change_nothing(events, etapes, random):
    mixed = [*events, *random.sample(events, len(events) // 2)]
    random.shuffle(mixed)

    assert progress.progress(mixed, etapes) == progress.progress(events, etapes)


@given(events, events, etapes)
def test_doing_more_never_lowers_progress(events, more, etapes):
    before = progress.progress(events, etapes)

    after = progress.progress([*events, *more], etapes)

    assert after.percent >= before.percent
    assert set(before.done) <= set(after.done)


@given(events, etapes)
def test_a_hundred_per_cent_is_everything_done_and_nothing_less(events, etapes):
    state = progress.progress(events, etapes)

    assert (state.percent == 100) == state.is_complete
    assert state.is_complete == (state.next is None and state.total > 0)
    assert 0 <= state.percent <= 100


@given(events, etapes)
def test_a_learner_resumes_at_the_first_unfinished_etape(events, etapes):
    state = progress.progress(events, etapes)

    remaining = [etape for etape in etapes if etape not in state.done]
    assert state.next == (remaining[0] if remaining else None)
    assert list(state.done) == [etape for etape in etapes if etape in state.done]


def test_two_thirds_are_sixty_six_per_cent():
    one, two, three = ETAPES[:3]

    state = progress.progress([event(two), event(one)], [one, two, three])

    assert (state.done, state.total, state.next) == ((one, two), 3, three)
    assert state.percent == 66


def test_a_parcours_without_etapes_is_not_complete():
    state = progress.progress([event(ETAPES[0])], [])

    assert (state.percent, state.is_complete, state.next) == (0, False, None)


def test_an_answer_alone_is_not_an_etape_done():
    state = progress.progress([event(ETAPES[0], ANSWER)], ETAPES)

    assert state.percent == 0


# --- Answers ----------------------------------------------------------------------


@given(events, st.randoms(use_true_random=False))
def test_the_latest_answer_is_kept_whatever_the_order(events, random):
    for number, each in enumerate(events):
        each.pk = number
    mixed = list(events)
    random.shuffle(mixed)

    latest = progress.answers(mixed)

    assert latest == progress.answers(events)
    for (etape, block), kept in latest.items():
        rivals = [
            e
            for e in events
            if (e.etape, e.block, e.kind) == (etape, block, ANSWER)
        ]  # fmt: skip
        assert (kept.at, kept.pk) == max((e.at, e.pk) for e in rivals)


# --- Writing ----------------------------------------------------------------------


@pytest.fixture
def learner(db):
    return Learner.objects.create()


def test_marking_twice_is_marking_once(learner):
    progress.mark_done(learner, ETAPES[0])
    progress.mark_done(learner, ETAPES[0])

    assert learner.events.count() == 1


def test_two_learners_have_each_their_own_progress(learner):
    other = Learner.objects.create()

    progress.mark_done(learner, ETAPES[0])

    assert not other.events.exists()
    assert learner.key != other.key


def test_an_answer_changed_leaves_the_first_one_in_the_log(learner):
    progress.keep_answer(learner, ETAPES[0], "a", {"texts": ["Avant"]})
    progress.keep_answer(learner, ETAPES[0], "a", {"texts": ["Après"]})

    latest = progress.answers(list(learner.events.all()))

    assert learner.events.count() == 2
    assert latest[ETAPES[0], "a"].payload == {"texts": ["Après"]}


def test_erasing_a_learner_leaves_nothing(learner):
    progress.mark_done(learner, ETAPES[0])
    progress.keep_answer(learner, ETAPES[0], "a", {})

    progress.erase(learner)

    assert not Learner.objects.exists()
    assert not LearnerEvent.objects.exists()


def test_a_key_cannot_be_guessed(learner):
    assert len(learner.key) >= 32
