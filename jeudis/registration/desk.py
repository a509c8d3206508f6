"""Registering, confirming, cancelling: the only writer of `Registration`."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from wagtail.models import Page

from core import mailing
from core.listings import readable
from core.mailing import addresses
from jeudis.life import State
from jeudis.models import JeudiPage
from jeudis.models.registration import Registration

from . import letters
from .places import places_left

LINK_LASTS = timedelta(hours=48)


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    FULL = "full"
    CLOSED = "closed"
    EXPIRED = "expired"


def jeudi_of(key, language: str) -> JeudiPage | None:
    """A Jeudi as the readers of a language see it, if they may."""
    pages = JeudiPage.objects.filter(translation_key=key).defer_streamfields()
    return readable(pages, language).first()


def found(token: str) -> Registration | None:
    return Registration.objects.filter(token=token[:50].replace("\x00", "")).first()


def prefix(registration: Registration) -> str:
    """How the keys of all its mails begin."""
    return f"jeudi:{registration.jeudi_key}:{registration.pk}:"


@transaction.atomic
def ask(jeudi: JeudiPage, typed: str, language: str, at: datetime):
    """
    Somebody gives an address, which nobody trusts yet: its owner gets a mail.

    The answer is the same whether it is registered or not; the mail alone says it.
    """
    registration = None
    while registration is None:  # unless who was there cancels in between
        registration = row_of(jeudi, addresses.read(typed), language, at)
    if registration.confirmed_at is None:
        registration.asked_at, registration.language = at, language
        registration.save()
        letter = letters.to_confirm(registration, jeudi)
    else:
        letter = letters.already(registration, jeudi)
    # Whoever clicks twice in a minute gets one mail.
    name = f"ask:{int(at.timestamp() // 60)}"
    mailing.post(letters.mail(registration, name, letter, at, is_urgent=True))


def row_of(jeudi: JeudiPage, address: str, language: str, at: datetime) -> Registration | None:  # fmt: skip
    """The one of an address, new or not, locked until the transaction ends."""
    key = jeudi.translation_key
    new = Registration(jeudi_key=key, address=address, language=language, asked_at=at)
    Registration.objects.bulk_create([new], ignore_conflicts=True)
    rows = Registration.objects.select_for_update()
    return rows.filter(jeudi_key=key, address__iexact=address).first()


def is_expired(registration: Registration, at: datetime) -> bool:
    """Whether the link to confirm is too old; that of a confirmed one lasts."""
    return (
        registration.confirmed_at is None and at >= registration.asked_at + LINK_LASTS
    )


@transaction.atomic
def confirm(registration: Registration, jeudi: JeudiPage, at: datetime) -> Outcome:
    """Its owner says yes: there is a place, or not; the last one is given once."""
    lock(registration.jeudi_key)
    row = Registration.objects.select_for_update().filter(pk=registration.pk).first()
    if row is None or is_expired(row, at):
        return Outcome.EXPIRED
    if row.confirmed_at is not None:
        return Outcome.CONFIRMED
    if jeudi.state(at) != State.OPEN:
        return Outcome.CLOSED
    if places_left(jeudi) == 0:
        return Outcome.FULL
    row.confirmed_at, row.told = at, letters.told(jeudi)
    row.save()
    letter = letters.confirmed(row, jeudi)
    mailing.post(
        letters.mail(
            row, "confirmed", letter, at, is_urgent=True, files=letters.files(jeudi)
        )
    )
    return Outcome.CONFIRMED


@transaction.atomic
def cancel(registration: Registration, at: datetime):
    """The place is free again, the address erased, and nothing more leaves."""
    lock(registration.jeudi_key)
    erase(registration, at)


def erase(registration: Registration, at: datetime):
    """The row first: whoever is writing to it has written, and that is withdrawn too."""
    mails = prefix(registration)
    registration.delete()
    mailing.withdraw(mails, at)


def lock(key):
    """Wait for one's turn at a Jeudi, until the end of the transaction."""
    list(Page.objects.select_for_update().filter(translation_key=key).order_by("pk"))
