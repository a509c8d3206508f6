"""Progress is a pure function of what was done: it can always be computed again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import SealedError
from parcours import progress
from parcours.models import Learner, LearnerEvent, ParcoursVersion
from parcours.versions import MARK, EtapeVersion, Requirement, Version

PARCOURS = UUID(int=1000)
ETAPES = [UUID(int=n) for n in range(1, 7)]
ELSEWHERE = [UUID(int=n) for n in range(50, 53)]
DONE, ANSWER = LearnerEvent.Kind.DONE, LearnerEvent.Kind.ANSWER
START = datetime(2026, 11, 26, 12, tzinfo=UTC)


def event(etape, kind=DONE, minute=0, **fields):
    at = START + timedelta(minutes=minute)
    return LearnerEvent(kind=kind, etape=etape, at=at, **fields)


def version(etapes, number=1, questions=()):
    asked = (MARK, *(Requirement("question", block) for block in questions))
    found = tuple(EtapeVersion(etape, asked) for etape in etapes)
    return Version(PARCOURS, number, found)


def read(events, etapes, **fields):
    """The progress of somebody who follows the first version."""
    began = event(
        None, LearnerEvent.Kind.START, parcours=PARCOURS, payload={"version": 1}
    )
    return progress.read(PARCOURS, [began, *events], {1: version(etapes, **fields)})


events = st.lists(
    st.builds(
        event,
        st.sampled_from([*ETAPES, *ELSEWHERE]),
        st.sampled_from([DONE, ANSWER]),
        st.integers(0, 100),
        block=st.sampled_from(["", "a", "b"]),
    ),
    max_size=30,
)
etapes = st.lists(st.sampled_from(ETAPES), unique=True)


# --- Progress ---------------------------------------------------------------------


@given(events, etapes)
def test_a_hundred_per_cent_is_everything_done_and_nothing_less(events, etapes):
    state = read(events, etapes)

    assert (state.percent == 100) == state.is_complete
    assert state.is_complete == (state.next is None and state.total > 0)
    assert 0 <= state.percent <= 100


@given(events, etapes)
def test_a_learner_resumes_at_the_first_unfinished_etape(events, etapes):
    state = read(events, etapes)

    remaining = [etape for etape in etapes if etape not in state.done]
    assert state.next == (remaining[0] if remaining else None)
    assert list(state.done) == [etape for etape in etapes if etape in state.done]


def test_two_thirds_are_sixty_six_per_cent():
    one, two, three = ETAPES[:3]

    state = read([event(two), event(one)], [one, two, three])

    assert (state.done, state.total, state.next) == ((one, two), 3, three)
    assert state.percent == 66


def test_a_parcours_without_etapes_is_not_complete():
    state = read([event(ETAPES[0])], [])

    assert (state.percent, state.is_complete, state.next) == (0, False, None)


def test_an_answer_alone_is_not_an_etape_done():
    state = read([event(ETAPES[0], ANSWER, payload={"passed": True})], ETAPES)

    assert state.percent == 0


def test_a_mark_without_the_questions_passed_says_what_is_missing():
    etape = ETAPES[0]
    passed = event(etape, ANSWER, block="a", payload={"passed": True})
    failed = event(etape, ANSWER, block="b", payload={"passed": False})

    state = read([event(etape), passed, failed], [etape], questions="ab")

    [only] = state.etapes
    assert state.percent == 0
    assert [each.block for each in only.missing] == ["b"]


def test_a_question_passed_once_stays_passed():
    etape = ETAPES[0]
    passed = event(etape, ANSWER, 1, block="a", payload={"passed": True})
    failed = event(etape, ANSWER, 2, block="a", payload={"passed": False})

    state = read([event(etape), passed, failed], [etape], questions="a")

    assert state.is_complete
    assert state.etapes[0].evidence[1].event is passed


def test_somebody_who_began_nothing_has_no_progress():
    assert progress.read(PARCOURS, [event(ETAPES[0])], {}) is None


# --- Answers ----------------------------------------------------------------------


@given(events, st.randoms(use_true_random=False))
def test_the_latest_answer_is_kept_whatever_the_order(events, random):
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
        assert (kept.at, str(kept.uid)) == max((e.at, str(e.uid)) for e in rivals)


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


def test_what_was_done_is_never_changed_nor_removed(learner):
    progress.mark_done(learner, ETAPES[0])
    kept = learner.events.get()

    for forbidden in (
        kept.save,
        kept.delete,
        learner.events.all().delete,
        lambda: learner.events.update(kind="answer"),
    ):
        with pytest.raises(SealedError):
            forbidden()

    assert learner.events.get().kind == DONE


def test_a_version_is_never_changed_nor_removed(db):
    row = ParcoursVersion.objects.in_force(version(ETAPES))

    for forbidden in (
        row.save,
        row.delete,
        ParcoursVersion.objects.all().delete,
        lambda: ParcoursVersion.objects.update(number=2),
    ):
        with pytest.raises(SealedError):
            forbidden()


def test_a_version_is_added_only_when_it_asks_something_new(db):
    for asked in (ETAPES, ETAPES, ETAPES[1:], ETAPES[1:], ETAPES):
        ParcoursVersion.objects.in_force(version(asked))

    assert [row.number for row in ParcoursVersion.objects.all()] == [1, 2, 3]


def test_marking_again_what_was_revised_says_so(learner):
    progress.mark_done(learner, ETAPES[0], revision=1)
    progress.mark_done(learner, ETAPES[0], revision=2)

    assert [e.payload["revision"] for e in learner.events.all()] == [1, 2]


def test_a_draft_is_written_once_and_goes_when_the_answer_is_kept(learner):
    place = (learner, ETAPES[0], "a")
    progress.keep_draft(*place, {"texts": ["Avant"]})
    progress.keep_draft(*place, {"texts": ["Avant"]})
    progress.keep_draft(*place, {"texts": ["Ap"]})

    half_typed = progress.drafts(learner.events.all())
    progress.keep_answer(*place, {"texts": ["Après"]})

    assert half_typed[ETAPES[0], "a"].payload == {"texts": ["Ap"]}
    assert progress.drafts(learner.events.all()) == {}
    assert learner.events.count() == 3


def test_a_key_cannot_be_guessed(learner):
    assert len(learner.key) >= 32
