"""Every state of a Jeudi at its instants, one second before and after, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core import moves
from jeudis import life
from jeudis.life import Facts, State

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)
STARTS = {
    "an autumn Thursday": datetime(2026, 11, 26, 12, tzinfo=PARIS),
    "the week after summer time began": datetime(2026, 4, 2, 12, tzinfo=PARIS),
    "an hour before summer time begins": datetime(2026, 3, 29, 1, tzinfo=PARIS),
    "as summer time begins": datetime(2026, 3, 29, 3, tzinfo=PARIS),
    "an hour before summer time ends": datetime(2026, 10, 25, 1, 30, tzinfo=PARIS),
    "half past two, the first time": datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=PARIS),
    "half past two, the second time": datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS),
    "midnight": datetime(2026, 11, 26, 0, tzinfo=PARIS),
    "the last hour of a year": datetime(2026, 12, 31, 23, 30, tzinfo=PARIS),
    "the first instant of a year": datetime(2027, 1, 1, 0, tzinfo=PARIS),
    "a leap day": datetime(2028, 2, 29, 12, tzinfo=PARIS),
}  # fmt: skip


def planned(starts_at: datetime, **more) -> Facts:
    """An hour and a half online, with a registration from a fortnight before to the eve."""
    start = starts_at.astimezone(UTC)
    facts = Facts(
        starts_at=starts_at,
        ends_at=start + timedelta(minutes=90),
        opens_at=start - timedelta(days=14),
        closes_at=start - timedelta(days=1),
        can_join=True,
    )
    return replace(facts, **more)


def around(facts: Facts, instant: datetime) -> list[State]:
    """One second before, at the instant, one second after."""
    instant = instant.astimezone(UTC)
    return [life.state(facts, instant + step) for step in (-SECOND, 0 * SECOND, SECOND)]


def test_each_state_begins_at_its_instant_to_the_second():
    for name, starts_at in STARTS.items():
        facts = planned(starts_at)

        seen = [around(facts, instant) for instant in life.instants(facts)]

        assert (name, seen) == (
            name,
            [
                [State.ANNOUNCED, State.OPEN, State.OPEN],
                [State.OPEN, State.CLOSED, State.CLOSED],
                [State.CLOSED, State.LIVE, State.LIVE],
                [State.LIVE, State.PAST, State.PAST],
            ],
        )


def test_what_is_there_says_how_far_it_went():
    for starts_at in STARTS.values():
        ends_at = planned(starts_at).ends_at
        seen = {
            (has_replay, has_text): around(
                planned(starts_at, has_replay=has_replay, has_text=has_text), ends_at
            )
            for has_replay in (False, True)
            for has_text in (False, True)
        }

        assert seen == {
            (False, False): [State.LIVE, State.PAST, State.PAST],
            (True, False): [State.LIVE, State.REPLAY, State.REPLAY],
            (False, True): [State.LIVE, State.TEXT, State.TEXT],
            (True, True): [State.LIVE, State.TEXT, State.TEXT],
        }


def test_without_registration_nor_link_it_is_announced_then_over():
    for starts_at in STARTS.values():
        facts = planned(starts_at, opens_at=None, closes_at=None, can_join=False)

        assert around(facts, starts_at) == [State.ANNOUNCED, State.PAST, State.PAST]


def test_registration_lasts_until_the_start_when_nobody_said_when_it_closes():
    for starts_at in STARTS.values():
        facts = planned(starts_at, closes_at=None)

        assert around(facts, starts_at) == [State.OPEN, State.LIVE, State.LIVE]


def test_registration_never_outlives_the_start():
    starts_at = STARTS["midnight"]

    facts = planned(starts_at, closes_at=starts_at + timedelta(days=3))

    assert around(facts, starts_at) == [State.OPEN, State.LIVE, State.LIVE]


def test_a_cancelled_one_is_cancelled_at_every_instant():
    for starts_at in STARTS.values():
        facts = planned(starts_at, is_cancelled=True, has_replay=True)

        states = {
            each for instant in life.instants(facts) for each in around(facts, instant)
        }

        assert states == {State.CANCELLED}


def test_without_a_day_it_is_only_announced():
    facts = Facts(starts_at=None)

    assert life.state(facts, datetime.now(UTC)) == State.ANNOUNCED
    assert life.next_change(facts, datetime.now(UTC)) is None


# --- Whatever the facts -----------------------------------------------------------

instants = st.datetimes(
    datetime(2019, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)
).map(lambda instant: instant.replace(microsecond=0))
maybe = st.none() | instants


@st.composite
def facts(draw):
    starts_at = draw(instants)
    minutes = draw(st.integers(1, 600))
    return Facts(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        opens_at=draw(maybe),
        closes_at=draw(maybe),
        can_join=draw(st.booleans()),
        has_replay=draw(st.booleans()),
        has_text=draw(st.booleans()),
    )


@given(facts(), st.lists(instants, min_size=2, max_size=8))
def test_nobody_edits_and_it_never_goes_back(facts, when):
    when = sorted([*when, *life.instants(facts)])
    order = list(State)[:-1]  # without « cancelled »

    places = [order.index(life.state(facts, at)) for at in when]

    assert places == sorted(places)


@given(facts(), instants)
def test_nothing_changes_before_the_next_change(facts, at):
    change = life.next_change(facts, at)
    if change is None:
        change = at + timedelta(days=3650)

    assert life.state(facts, change - SECOND) == life.state(facts, at)
    assert change > at


@given(st.lists(facts(), max_size=5), instants)
def test_a_list_is_true_until_the_first_of_its_changes(every, at):
    change = life.first_change(every, at)

    later = [life.next_change(each, at) for each in every]
    assert change == min(filter(None, later), default=None)


# --- Moving -----------------------------------------------------------------------


@given(st.lists(instants, min_size=1, max_size=6), instants)
def test_the_dates_that_no_longer_hold_are_kept_once_and_never_the_one_that_holds(
    dates, at
):
    previous = ()
    for before, after in zip(dates, dates[1:], strict=False):
        previous = moves.after_move(previous, before, after, at)

    assert dates[-1] not in previous
    assert len(set(previous)) == len(previous)
    assert set(previous) <= set(dates)


def test_a_date_mended_in_the_archive_was_not_moved():
    at = datetime(2026, 11, 26, tzinfo=UTC)
    before, after = at - timedelta(days=800), at - timedelta(days=793)

    assert moves.after_move((), before, after, at) == ()


def test_a_jeudi_put_off_the_day_after_it_should_have_been_is_moved():
    at = datetime(2026, 11, 26, tzinfo=UTC)
    before, after = at - timedelta(days=1), at + timedelta(days=6)

    assert moves.after_move((), before, after, at) == (before,)
    assert moves.after_move((before,), after, before, at) == (after,)
