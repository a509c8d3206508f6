"""What comes again: its days, its hours across a change of hour, what differs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from news.recurring import Change, Rhythm, Series
from tests.factories import paris

PARIS = ZoneInfo("Europe/Paris")
OCTOBER = Series(date(2026, 10, 15), Rhythm.MONTHLY, time(12), time(13))
LONG_AGO = paris(2020, 1, 1)


def starts(series, at=LONG_AGO, most=6):
    return [each.starts for each in series.occurrences(at, most)]


def falls(series: Series, day: date) -> bool:
    """The rule itself, day by day, without a library."""
    first = series.first
    if day < first or (series.until and day > series.until):
        return False
    if day.weekday() != first.weekday():
        return False
    match series.rhythm:
        case Rhythm.WEEKLY:
            return True
        case Rhythm.FORTNIGHTLY:
            return (day - first).days % 14 == 0
        case Rhythm.MONTHLY:
            return (day.day - 1) // 7 == (first.day - 1) // 7
        case Rhythm.LAST:
            return (day + timedelta(days=7)).month != day.month


def test_third_thursdays_at_noon_on_both_sides_of_a_change_of_hour():
    found = starts(OCTOBER, paris(2026, 10, 1))

    assert [(f"{each:%d/%m}", each.hour) for each in found] == [
        ("15/10", 12), ("19/11", 12), ("17/12", 12), ("21/01", 12), ("18/02", 12), ("18/03", 12),
    ]  # fmt: skip
    assert [each.astimezone(ZoneInfo("UTC")).hour for each in found] == [10, 11, 11, 11, 11, 11]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "day"), [(date(2026, 10, 18), "25/10"), (date(2027, 3, 21), "28/03")]
)
def test_on_the_night_of_a_change_an_hour_is_still_an_hour_of_paris(first, day):
    series = Series(first, Rhythm.WEEKLY, time(23), time(23, 30))

    second = series.occurrences(paris(first.year, first.month, first.day), 2)[1]

    assert (f"{second.starts:%d/%m %H:%M}", f"{second.ends:%H:%M}") == (f"{day} 23:00", "23:30")  # fmt: skip


def test_what_is_skipped_moved_and_cancelled():
    series = Series(
        date(2026, 10, 15), Rhythm.MONTHLY, time(12), time(13),
        changes=(
            Change(date(2026, 11, 19), "skipped"),
            Change(date(2026, 12, 17), "moved", date(2026, 12, 18), time(14), "Lyon", "Salle prise"),
            Change(date(2027, 1, 21), "cancelled", reason="Grève"),
        ),
    )  # fmt: skip

    found = series.occurrences(paris(2026, 10, 1), 4)

    assert [(each.starts, each.is_cancelled, each.is_moved) for each in found] == [
        (paris(2026, 10, 15, 12), False, False),
        (paris(2026, 12, 18, 14), False, True),
        (paris(2027, 1, 21, 12), True, False),
        (paris(2027, 2, 18, 12), False, False),
    ]
    assert (found[1].ends, found[1].place) == (paris(2026, 12, 18, 15), "Lyon")


def test_one_that_is_moved_after_the_next_comes_after_it():
    series = Series(
        date(2026, 10, 1), Rhythm.WEEKLY,
        changes=(Change(date(2026, 10, 8), "moved", date(2026, 10, 20)),),
    )  # fmt: skip

    assert starts(series, paris(2026, 10, 2), 3) == [date(2026, 10, 15), date(2026, 10, 20), date(2026, 10, 22)]  # fmt: skip


def test_what_takes_place_now_is_still_the_next():
    assert starts(OCTOBER, paris(2026, 10, 15, 12, 59), 1) == [paris(2026, 10, 15, 12)]
    assert starts(OCTOBER, paris(2026, 10, 15, 13), 1) == [paris(2026, 11, 19, 12)]


@pytest.mark.parametrize(
    ("rhythm", "first", "french", "english"),
    [
        (Rhythm.MONTHLY, date(2026, 10, 15), "chaque troisième jeudi du mois", "every third Thursday of the month"),
        (Rhythm.LAST, date(2026, 10, 30), "chaque dernier vendredi du mois", "every last Friday of the month"),
        (Rhythm.WEEKLY, date(2026, 10, 15), "chaque jeudi", "every Thursday"),
        (Rhythm.FORTNIGHTLY, date(2026, 10, 15), "un jeudi sur deux", "every other Thursday"),
    ],
)  # fmt: skip
def test_a_rhythm_is_told_in_words(rhythm, first, french, english):
    series = Series(first, rhythm)

    assert series.words == french
    with translation.override("en"):
        assert series.words == english


firsts = st.dates(date(2020, 1, 1), date(2032, 12, 28))
hours = st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)))  # fmt: skip


def series_of(first, rhythm, starts_at, until_after) -> Series | None:
    until = first + timedelta(days=until_after) if until_after is not None else None
    series = Series(first, rhythm, starts_at, None, until)
    is_fifth = rhythm == Rhythm.MONTHLY and series.rank == 5
    is_not_last = rhythm == Rhythm.LAST and (first + timedelta(days=7)).month == first.month  # fmt: skip
    return None if is_fifth or is_not_last else series


@given(firsts, st.sampled_from(Rhythm), hours, st.one_of(st.none(), st.integers(0, 900)))  # fmt: skip
def test_its_days_are_those_of_the_rule_whoever_reads_it(first, rhythm, starts_at, until):  # fmt: skip
    series = series_of(first, rhythm, starts_at, until)
    if series is None:
        return
    end = first + timedelta(days=500)
    every = [first + timedelta(days=step) for step in range(501)]

    ours = series.days(first, end)

    assert ours == [day for day in every if falls(series, day)]
    # What calendars are told makes the same days, in a program that knows the zone.
    begins = datetime.combine(first, starts_at or time())
    if starts_at:
        begins = begins.replace(tzinfo=PARIS)
        last = datetime.combine(end, time(23, 59), PARIS)
    else:
        last = datetime.combine(end, time())
    read = rrulestr(series.rule, dtstart=begins).between(begins, last, inc=True)
    assert [moment.date() for moment in read] == ours


@given(firsts, st.sampled_from(Rhythm), hours, st.integers(0, 1500))
def test_the_next_ones_are_in_order_and_none_of_them_is_over(first, rhythm, starts_at, later):  # fmt: skip
    series = series_of(first, rhythm, starts_at, None)
    if series is None:
        return
    at = paris(first.year, first.month, first.day) + timedelta(hours=later * 7)

    found = series.occurrences(at, 5)

    days = [each.day for each in found]
    assert len(found) == 5 and days == sorted(days)
    assert all(day >= at.astimezone(PARIS).date() for day in days)
