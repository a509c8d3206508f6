"""
Sending what waits: each mail once, whatever is killed, by as many workers as one likes.

    WAITING ── claimed ──▶ SENDING ──▶ SENT
       ▲                      │
       └── known not taken ───┤        (tried again later, or REFUSED)
                              └──▶ DOUBTFUL: nobody knows, never sent again

A claim reserves a mail for a while. SENDING is committed at the last instant, when the
server has accepted sender and recipient and is about to be given the text: before it,
a killed worker has sent nothing, and its claims run out; after it, the mail may have
left, and « never twice » wins over « maybe lost ». Between the two there is only the time
that the server takes to answer. A worker that lost its claim finds it out when it
commits SENDING, and sends nothing.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import connection, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from core.background import ask_once
from core.models import OutgoingMail

from .outbox import EMPTY, State

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # longer than all the time-outs of one mail
# When to try again after each refusal that may pass.
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
# Seconds, then the worker's other tasks have theirs. A worker told to stop ends its turn:
# in less than the ten seconds that Docker gives it before it kills.
A_TURN = 8


class ClaimLostError(Exception):
    """Another worker took the mail, or it was withdrawn."""


def post(*mails: OutgoingMail):
    """Keep mails with what causes them; what was already posted is left as it is."""
    OutgoingMail.objects.bulk_create(mails, batch_size=200, ignore_conflicts=True)
    transaction.on_commit(ask)


# --- A worker's turn --------------------------------------------------------------


@task(backend="background")
def deliver_what_waits():
    if deliver(turn=A_TURN):
        ask()


def ask():
    """Have a worker deliver, unless one is about to."""
    ask_once(deliver_what_waits)


def ask_if_some_wait(at: datetime):
    settle(at)
    if due(at).exists():
        ask()


def deliver(now: Callable[[], datetime] = timezone.now, turn: float = A_TURN) -> bool:
    """Send what is due, for a while; True if some may be left to send at once."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # What was committed must survive the loss of power too.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
    settle(now())
    ends = time.monotonic() + turn
    mailer = mailers["server"]
    try:
        while time.monotonic() < ends:
            if is_too_fast(now()):
                return False
            mail = claim(now())
            if mail is None:
                return False
            if not is_open(mailer):
                release(mail)
                return False
            send(mailer, mail, now)
        return True
    finally:
        hang_up(mailer)


def is_open(mailer) -> bool:
    """A server that does not answer refuses nothing: the next minute will tell."""
    try:
        mailer.open()
    except (OSError, smtplib.SMTPException):
        log.exception("The mail server cannot be reached")
        return False
    return True


def hang_up(mailer):
    with suppress(OSError, smtplib.SMTPException):
        mailer.close()


def is_too_fast(at: datetime) -> bool:
    """Whether as many left in the last minute, by all workers, as the server bears."""
    most = settings.MAILS_PER_MINUTE
    begun = OutgoingMail.objects.filter(begun_at__gt=at - timedelta(minutes=1))
    return bool(most) and begun.count() >= most


# --- One mail ---------------------------------------------------------------------


def due(at: datetime):
    return OutgoingMail.objects.filter(
        Q(claim="") | Q(claimed_at__lte=at - LEASE),
        state=State.WAITING,
        due_at__lte=at,
    )


@transaction.atomic
def claim(at: datetime) -> OutgoingMail | None:
    """Reserve the next mail: what somebody waits for first."""
    mails = due(at).order_by("-is_urgent", "due_at", "pk")
    # PostgreSQL: workers don't wait for each other. SQLite: transactions follow one another.
    mail = mails.select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    seen = OutgoingMail.objects.filter(
        pk=mail.pk, state=State.WAITING, claim=mail.claim
    )
    mail.claim, mail.claimed_at = uuid4().hex, at
    if not seen.update(claim=mail.claim, claimed_at=at):
        return None
    return mail


def claimed(mail: OutgoingMail, *states: State):
    return OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim, state__in=states)


def release(mail: OutgoingMail):
    claimed(mail, State.WAITING).update(claim="", claimed_at=None)


def send(mailer, mail: OutgoingMail, now: Callable[[], datetime]):
    if mail.useless_after <= now():
        end(mail, State.LATE, now())
        return

    def begin():
        rows = claimed(mail, State.WAITING)
        if not rows.update(state=State.SENDING, begun_at=now()):
            raise ClaimLostError
        mail.state = State.SENDING

    try:
        message = message_of(mail)
        if hasattr(mailer, "before_data"):
            mailer.before_data = begin
        else:
            begin()  # a way of sending that says nothing of its progress
        mailer.send_messages([message])
    except ClaimLostError:
        hang_up(mailer)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, words)] = error.recipients.values()
        refuse(mail, code, words, now())
    except smtplib.SMTPDataError as error:
        refuse(mail, error.smtp_code, error.smtp_error, now())
    except smtplib.SMTPSenderRefused as error:
        # Of us, not of the reader: somebody has to mend it, meanwhile it waits.
        try_again(mail, reason(error.smtp_code, error.smtp_error), now())
        log.error("The mail server refuses our address: %s", error)
        hang_up(mailer)
    except (OSError, smtplib.SMTPException) as error:
        hang_up(mailer)
        if mail.state == State.SENDING:
            end(mail, State.DOUBTFUL, now(), str(error))
        else:
            try_again(mail, str(error), now())
    except ValueError as error:  # an address or a text that no server could be given
        end(mail, State.REFUSED, now(), str(error))
    else:
        end(mail, State.SENT, now())


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        # The address of the envelope: refusals that come later are sent to it.
        settings.BOUNCES_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            **mail.headers,
            "Message-ID": mail.message_id,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.files:
        message.attach(file["name"], file["text"], file["type"])
    return message


# --- What became of it ------------------------------------------------------------


def reason(code: int, words: bytes | str) -> str:
    words = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {words}"[:1000]


def refuse(mail: OutgoingMail, code: int, words: bytes | str, at: datetime):
    """The server said no: for now, or for good."""
    if 400 <= code < 500:
        try_again(mail, reason(code, words), at)
    else:
        end(mail, State.REFUSED, at, reason(code, words))


def try_again(mail: OutgoingMail, why: str, at: datetime):
    if mail.tries >= len(PAUSES):
        end(mail, State.REFUSED, at, why)
        return
    claimed(mail, State.WAITING, State.SENDING).update(
        state=State.WAITING,
        claim="",
        claimed_at=None,
        begun_at=None,
        due_at=at + PAUSES[mail.tries],
        tries=mail.tries + 1,
        reason=why[:1000],
    )


def end(mail: OutgoingMail, state: State, at: datetime, why: str = ""):
    """It is over: what it said is erased, and its address too if it left."""
    erased = EMPTY | ({"to": ""} if state == State.SENT else {})
    # Late news of a mail given up as doubtful are still true.
    rows = claimed(mail, State.WAITING, State.SENDING, State.DOUBTFUL)
    rows.update(state=state, ended_at=at, reason=why[:1000], **erased)


def settle(at: datetime):
    """What was being sent when its worker was killed: nobody knows, so never again."""
    OutgoingMail.objects.filter(state=State.SENDING, begun_at__lte=at - LEASE).update(
        state=State.DOUBTFUL,
        ended_at=at,
        reason="Interrompu pendant l'envoi.",
        **EMPTY,
    )
