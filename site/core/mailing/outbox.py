"""What waits to leave: mails are written here, with their cause, and withdrawn from here."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from core.models import OutgoingMail

from . import addresses
from .letters import File, Letter, Written, render

State = OutgoingMail.State

LATEST = timedelta(days=3)
ADDRESSES_LAST = timedelta(
    days=7
)  # of the mails that did not leave, for the team to see
ROWS_LAST = timedelta(days=400)  # nothing of anybody in them: they say what was done
LINE = re.compile(r"[^\x00-\x1f\x7f]*")
ENDED = (State.SENT, State.REFUSED, State.DOUBTFUL, State.LATE, State.WITHDRAWN)
EMPTY = {"subject": "", "text": "", "html": "", "headers": {}, "files": []}


def write(
    letter: Letter | Written,
    *,
    to: str,
    key: str,
    purpose: str,
    at: datetime,
    useless_after: datetime | None = None,
    is_urgent: bool = False,
    headers: dict[str, str] | None = None,
    files: tuple[File, ...] = (),
) -> OutgoingMail:
    """A mail that may leave from an instant on; nothing is kept before `post`."""
    written = letter if isinstance(letter, Written) else render(letter)
    headers = {
        "Auto-Submitted": "auto-generated",
        "Content-Language": written.language,
        **(headers or {}),
    }
    if not all(LINE.fullmatch(text) for pair in headers.items() for text in pair):
        raise ValueError("A header of a mail is one line.")
    return OutgoingMail(
        key=key,
        purpose=purpose,
        to=addresses.read(to),
        subject=written.subject,
        text=written.text,
        html=written.html,
        headers=headers,
        files=[vars(file) for file in files],
        message_id=message_id(key),
        is_urgent=is_urgent,
        created_at=at,
        due_at=at,
        useless_after=useless_after or at + LATEST,
    )


def message_id(key: str) -> str:
    """The same cause has the same identifier: a program that receives it twice knows."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"<{uuid5(NAMESPACE_URL, key)}@{sender.rpartition('@')[2] or 'localhost'}>"


def withdraw(prefix: str, at: datetime):
    """Hold back what has not left, and erase the addresses, of all that begins so."""
    hold_back(OutgoingMail.objects.filter(key__startswith=prefix), at)


def hold_back(mails, at: datetime):
    mails.filter(state=State.WAITING).update(
        state=State.WITHDRAWN, ended_at=at, to="", claim="", **EMPTY
    )
    mails.filter(state__in=ENDED).update(to="")


def forget(at: datetime):
    """Erase in time what says whom a mail was for, then that there was one."""
    ended = OutgoingMail.objects.filter(state__in=ENDED)
    ended.filter(ended_at__lte=at - ADDRESSES_LAST).exclude(to="").update(to="")
    ended.filter(ended_at__lte=at - ROWS_LAST).delete()
