"""Subscribing, confirming, choosing, leaving: the only writer of `Subscriber`."""

from datetime import datetime, timedelta

from django.db import transaction

from core import mailing
from core.mailing import addresses

from . import letters
from .choices import Choices
from .models import Subscriber

LINK_LASTS = timedelta(hours=48)


def found(token: str) -> Subscriber | None:
    return Subscriber.objects.filter(token=token[:50].replace("\x00", "")).first()


@transaction.atomic
def ask(typed: str, choices: Choices, language: str, at: datetime):
    """
    Somebody gives an address, which nobody trusts yet: its owner gets a mail.

    The answer is the same whether it is known or not; the mail alone says it. What a
    confirmed subscriber receives is only changed by the link of their mails.
    """
    subscriber = None
    while subscriber is None:  # unless who was there leaves in between
        subscriber = row_of(addresses.read(typed), language, at)
    if subscriber.confirmed_at is None:
        subscriber.asked_at, subscriber.language = at, language
        subscriber.choices = choices
        subscriber.save()
        letter = letters.to_confirm(subscriber)
    else:
        letter = letters.already(subscriber)
    # Whoever clicks twice in a minute gets one mail.
    name = f"ask:{int(at.timestamp() // 60)}"
    mailing.post(letters.mail(subscriber, name, letter, at))


def row_of(address: str, language: str, at: datetime) -> Subscriber | None:
    """The one of an address, new or not, locked until the transaction ends."""
    new = Subscriber(address=address, language=language, asked_at=at)
    Subscriber.objects.bulk_create([new], ignore_conflicts=True)
    rows = Subscriber.objects.select_for_update()
    return rows.filter(address__iexact=address).first()


def is_expired(subscriber: Subscriber, at: datetime) -> bool:
    """Whether the link to confirm is too old; that of a confirmed one lasts."""
    return subscriber.confirmed_at is None and at >= subscriber.asked_at + LINK_LASTS


@transaction.atomic
def choose(subscriber: Subscriber, choices: Choices, language: str, at: datetime) -> bool:  # fmt: skip
    """Its owner says yes to these choices, the first time or later; False if it expired."""
    rows = Subscriber.objects.select_for_update()
    row = rows.filter(pk=subscriber.pk).first()
    if row is None or is_expired(row, at):
        return False
    row.choices, row.language = choices, language
    row.confirmed_at = row.confirmed_at or at
    row.save()
    return True


@transaction.atomic
def leave(subscriber: Subscriber, at: datetime):
    """The address is erased, and what has not left never does."""
    # The row first: whoever is writing to it has written, and that is withdrawn too.
    Subscriber.objects.filter(pk=subscriber.pk).delete()
    mailing.withdraw(letters.prefix(subscriber), at)


def erase_unconfirmed(at: datetime):
    rows = Subscriber.objects.filter(confirmed_at=None, asked_at__lte=at - LINK_LASTS)
    for subscriber in rows.iterator():
        leave(subscriber, at)
