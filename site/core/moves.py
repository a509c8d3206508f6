"""The dates that had been announced and no longer hold: what a date that moves leaves behind."""

from datetime import date, datetime, time

from django.utils import timezone

type Moment = date | datetime


def after_move(
    previous: tuple[Moment, ...],
    before: Moment | None,
    after: Moment | None,
    at: datetime,
) -> tuple[Moment, ...]:
    """
    The dates that no longer hold once a published date has changed.

    A date mended in the archive, long after, was a mistake: nobody was waiting for it. An
    hour that becomes known on the same day moves nothing.
    """
    if before is None or after is None or same(before, after):
        return tuple(day for day in previous if after is None or not same(day, after))
    kept = [day for day in previous if not (same(day, before) or same(day, after))]
    latest = max(instant(before), instant(after))
    return (*kept, before) if latest > at else tuple(kept)


def same(one: Moment, other: Moment) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one == other
    return timezone.localdate(instant(one)) == timezone.localdate(instant(other))


def instant(found: Moment) -> datetime:
    """Days and instants in one order: a day begins at midnight in Paris."""
    if isinstance(found, datetime):
        return found
    return timezone.make_aware(datetime.combine(found, time()))
