"""
What is written to those who are registered, and erased, by the clock.

Nothing is planned: each minute compares what they were told with what is true. A Jeudi
moved, then cancelled within the minute, makes one mail; one that was written is noted in
the same transaction as the mail itself.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from core import mailing
from jeudis.life import State
from jeudis.models import JeudiPage
from jeudis.models.registration import Registration

from . import desk, letters
from .places import confirmed

ERASED_AFTER = timedelta(days=30)
AT_ONCE = 100  # mails written in one transaction


def write_to_the_registered(at: datetime):
    """One mail of what changed, one reminder, one replay: each once, to each."""
    for key in keys(Registration.objects.filter(confirmed_at__isnull=False)):
        for language in languages(key):
            jeudi = desk.jeudi_of(key, language)
            if jeudi is not None and jeudi.starts_at is not None:
                write_of(jeudi, confirmed(key).filter(language=language), at)


def keys(registrations) -> list:
    found = registrations.order_by("jeudi_key").values_list("jeudi_key", flat=True)
    return list(found.distinct())


def languages(key) -> list[str]:
    found = confirmed(key).order_by("language").values_list("language", flat=True)
    return list(found.distinct())


def write_of(jeudi: JeudiPage, registered, at: datetime):
    if at < jeudi.ends_at:
        write_what_changed(jeudi, registered, at)
        if is_time_to_remind(jeudi, at):
            write_reminders(jeudi, registered, at)
    elif jeudi.state(at) in (State.REPLAY, State.TEXT):
        write_replays(jeudi, registered, at)


def write_what_changed(jeudi: JeudiPage, registered, at: datetime):
    now_true = letters.told(jeudi)
    waiting = registered.exclude(told=now_true)
    if not waiting.exists():
        return
    files = letters.files(jeudi)

    def write(row):
        letter = letters.changed(row, jeudi)
        row.told = now_true
        # What was true may come back, and is then news again: `told` says it once.
        return letters.mail(row, f"changed:{uuid4()}", letter, at, files=files)

    write_to_all(waiting, "told", write)


def is_time_to_remind(jeudi: JeudiPage, at: datetime) -> bool:
    """From a day before until it begins."""
    return not jeudi.is_cancelled and reminded_at(jeudi) <= at < jeudi.starts_at


def reminded_at(jeudi: JeudiPage) -> datetime:
    return jeudi.starts_at - timedelta(hours=settings.JEUDI_REMINDER_HOURS)


def write_reminders(jeudi: JeudiPage, registered, at: datetime):
    def write(row):
        row.reminded_of = jeudi.starts_at
        name = f"reminder:{jeudi.starts_at.astimezone(UTC).isoformat()}"
        letter = letters.reminder(row, jeudi)
        return letters.mail(row, name, letter, at, useless_after=jeudi.ends_at)

    # Whoever has just registered knows.
    waiting = registered.filter(confirmed_at__lte=reminded_at(jeudi))
    write_to_all(waiting.exclude(reminded_of=jeudi.starts_at), "reminded_of", write)


def write_replays(jeudi: JeudiPage, registered, at: datetime):
    def write(row):
        row.replay_told_at = at
        return letters.mail(row, "replay", letters.replay(row, jeudi), at)

    write_to_all(registered.filter(replay_told_at=None), "replay_told_at", write)


def write_to_all(waiting, noted: str, write):
    """Some at a time: each mail is kept with the note that it was written, or neither is."""
    rows = [None]
    while rows:
        with transaction.atomic():
            rows = list(waiting.select_for_update().order_by("pk")[:AT_ONCE])
            mailing.post(*(write(row) for row in rows))
            Registration.objects.bulk_update(rows, [noted])


# --- Erasing ----------------------------------------------------------------------


def erase_in_time(at: datetime):
    """Thirty days after the Jeudi, two days after an address that nobody confirmed."""
    unconfirmed = Registration.objects.filter(
        confirmed_at=None, asked_at__lte=at - desk.LINK_LASTS
    )
    for registration in unconfirmed.iterator():
        erase(registration, at)
    for key in keys(Registration.objects.all()):
        if is_to_be_erased(key, at):
            for registration in Registration.objects.filter(jeudi_key=key).iterator():
                erase(registration, at)


@transaction.atomic
def erase(registration: Registration, at: datetime):
    desk.erase(registration, at)


def is_to_be_erased(key, at: datetime) -> bool:
    """Of a Jeudi that is over, or that nobody finds any more."""
    rows = JeudiPage.objects.filter(translation_key=key).defer_streamfields()
    ends = [page.ends_at for page in rows if page.starts_at is not None]
    if not rows:
        return True
    if not ends:  # its date was taken back: the one that was told counts
        told = map(letters.told_date, Registration.objects.filter(jeudi_key=key))
        ends = [date for date in told if date]
    return bool(ends) and at >= max(ends) + ERASED_AFTER
