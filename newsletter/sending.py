"""
An issue to everybody who asked for it: each once, whatever is killed.

Beginning freezes what it says. Then each turn writes some mails and how far it came in
one transaction; the key of a mail says whom and which issue it is for, so that even a
turn that came back would write nothing twice. `core.mailing` sends them.
"""

import time
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from core import mailing
from core.models import OutgoingMail

from . import letters
from .models import IssuePage, Sending, Subscriber

AT_ONCE = 200  # mails written in one transaction
A_TURN = 20  # seconds, then the other chores have theirs


class NotReadyError(Exception):
    """The issue cannot be sent; the message says why, to an editor."""


def readers(audience: str, language: str, at: datetime):
    """Those who receive a letter that is sent at an instant."""
    confirmed = Subscriber.objects.filter(confirmed_at__lte=at, language=language)
    return confirmed.exclude(**{audience: ""})


def check(issue: IssuePage):
    if not issue.live:
        raise NotReadyError(_("Publiez d'abord ce numéro : la lettre renvoie à sa page."))  # fmt: skip
    if issue.has_unpublished_changes:
        raise NotReadyError(_("Ce numéro a des changements qui ne sont pas publiés : la lettre dirait autre chose que sa page."))  # fmt: skip
    if Sending.objects.filter(issue=issue).exists():
        raise NotReadyError(_("Ce numéro a déjà été envoyé."))


@transaction.atomic
def begin(issue: IssuePage, user, at: datetime) -> Sending:
    """Have an issue sent, once: two editors at the same time begin one sending."""
    Page.objects.select_for_update().get(pk=issue.pk)
    issue.refresh_from_db()
    check(issue)
    return Sending.objects.create(
        issue=issue,
        audience=issue.audience,
        language=issue.language,
        content=letters.frozen(issue),
        begun_at=at,
        begun_by=user,
    )


def go_on(at: datetime, turn: float = A_TURN):
    """Write the mails of what is being sent."""
    ends = time.monotonic() + turn
    for key in Sending.objects.filter(ended_at=None).values_list("pk", flat=True):
        copies = Copies()
        while time.monotonic() < ends and write_some(key, copies, at):
            pass


class Copies:
    """A letter made once for all who chose the same pillars."""

    def __init__(self):
        self.made = {}

    def of(self, sending: Sending, pillars):
        key = tuple(pillars)
        if key not in self.made:
            letter = letters.letter(
                sending.content, sending.language, sending.audience, key
            )
            self.made[key] = letter and mailing.render(letter)
        return self.made[key]


@transaction.atomic
def write_some(key: int, copies: Copies, at: datetime) -> bool:
    """Some mails and how far one is, or neither; False when it is over."""
    rows = Sending.objects.select_for_update()
    sending = rows.filter(pk=key, ended_at=None).first()
    if sending is None:
        return False
    waiting = readers(sending.audience, sending.language, sending.begun_at)
    waiting = waiting.filter(pk__gt=sending.reached).select_for_update()
    subscribers = list(waiting.order_by("pk")[:AT_ONCE])
    mails = [
        mail(sending, subscriber, written, at)
        for subscriber in subscribers
        if (written := copies.of(sending, getattr(subscriber, sending.audience)))
    ]
    mailing.post(*mails)
    sending.written += len(mails)
    if subscribers:
        sending.reached = subscribers[-1].pk
    else:
        sending.ended_at = at
    sending.save(update_fields=["written", "reached", "ended_at"])
    return bool(subscribers)


def mail(sending: Sending, subscriber: Subscriber, written, at: datetime):
    link = letters.link_of(subscriber.token, sending.language)
    return mailing.write(
        written.replacing(letters.TOKEN, subscriber.token),
        to=subscriber.address,
        key=f"{letters.prefix(subscriber)}{sending.issue_id}",
        purpose=purpose(sending),
        at=at,
        headers=letters.to_leave(link),
    )


def purpose(sending: Sending) -> str:
    return f"lettre {sending.issue_id}"


@transaction.atomic
def stop(sending: Sending, at: datetime):
    """What has not left stays here; who already has it keeps it."""
    row = Sending.objects.select_for_update().get(pk=sending.pk)
    row.ended_at = row.ended_at or at
    row.save(update_fields=["ended_at"])
    mailing.hold_back(OutgoingMail.objects.filter(purpose=purpose(row)), at)


def figures(sending: Sending) -> dict[str, int]:
    """What became of the mails of an issue, by state, and how many came back."""
    state = OutgoingMail.State
    return OutgoingMail.objects.filter(purpose=purpose(sending)).aggregate(
        sent=Count("pk", filter=Q(state=state.SENT)),
        waiting=Count("pk", filter=Q(state__in=(state.WAITING, state.SENDING))),
        refused=Count("pk", filter=Q(state__in=(state.REFUSED, state.LATE))),
        doubtful=Count("pk", filter=Q(state=state.DOUBTFUL)),
        withdrawn=Count("pk", filter=Q(state=state.WITHDRAWN)),
    )
