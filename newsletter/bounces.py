"""
Mails that come back: delivery reports (RFC 3464), and refusals of our own server.

A report is believed for the Message-ID that it returns, and nothing else: that comes
from the key of the mail, which holds a random reference of the subscriber. Whoever has
not received the mail cannot forge it, and an address written in a report erases nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from uuid import UUID

from django.db import transaction

from core.models import OutgoingMail

from . import subscribing
from .models import Bounce, IssuePage, Subscriber

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
# « No such address », « domain that receives nothing » (RFC 3463, RFC 7505).
NOBODY_THERE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
PATIENCE = 3  # other refusals for good, of as many issues, within:
WITHIN = timedelta(days=180)
LOOKED_BACK = timedelta(days=8)  # refused mails keep their reason longer than that


@dataclass(frozen=True)
class Report:
    message_id: str
    status: str
    reason: str = ""


# --- Reading ----------------------------------------------------------------------


def read(message: Message) -> Report | None:
    """What a delivery report says of one mail; nothing if it is another kind of mail."""
    said = list(recipients(message))
    if not said:
        return None
    message_id = returned(message)
    for fields in said:
        if text(fields, "Action").lower() in ("failed", "delayed") and message_id:
            found = STATUS.search(text(fields, "Status"))
            reason = " ".join(text(fields, "Diagnostic-Code").split())
            return Report(message_id, found[0] if found else "5.0.0", reason[:500])
    return None


def text(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()


def recipients(message: Message) -> Iterator[Message]:
    """The groups of fields of a report, but the first, which is of the mail as a whole."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (f for f in part.get_payload() if f.get("Action"))


def returned(message: Message) -> str:
    """The Message-ID of the mail that came back, of which a report holds all or the top."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            return text(part.get_payload(0), "Message-ID")
        if kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True) or b""
            if found := MESSAGE_ID.search(raw.decode("utf-8", "replace")):
                return found[1]
    return ""


# --- Noting -----------------------------------------------------------------------


def note(report: Report, at: datetime) -> bool:
    """Keep what a report says, once; False if it is of no mail of ours."""
    mails = OutgoingMail.objects.filter(message_id=report.message_id)
    mail = mails.filter(key__startswith="lettre:").first()
    return mail is not None and note_refusal(mail.key, report.status, report.reason, at)


@transaction.atomic
def note_refusal(key: str, status: str, reason: str, at: datetime) -> bool:
    """A mail was refused; its address goes if nobody is there, or never lets us in."""
    _lettre, reference, name = key.split(":", 2)
    rows = Subscriber.objects.select_for_update()
    subscriber = rows.filter(reference=UUID(reference)).first()
    if subscriber is None:
        return False
    issue = IssuePage.objects.filter(pk=name).first() if name.isdecimal() else None
    if not Bounce.objects.filter(subscriber=subscriber, issue=issue).exists():
        Bounce.objects.create(
            subscriber=subscriber,
            issue=issue,
            status=status[:20],
            # A server likes to repeat the address in its answer: it is not kept here.
            reason=re.sub(r"\S+@\S+", "…", reason)[:500],
            noted_at=at,
        )
    if is_lost(subscriber, at):
        subscribing.leave(subscriber, at)
    return True


def is_lost(subscriber: Subscriber, at: datetime) -> bool:
    bounces = subscriber.bounces.filter(status__startswith="5.")
    return (
        bounces.filter(status__in=NOBODY_THERE).exists()
        or bounces.filter(noted_at__gt=at - WITHIN).count() >= PATIENCE
    )


def note_our_servers_refusals(at: datetime):
    """What the server refused while we were talking to it is known without a report."""
    refused = OutgoingMail.objects.filter(
        state=OutgoingMail.State.REFUSED,
        key__startswith="lettre:",
        ended_at__gt=at - LOOKED_BACK,
    )
    noted = {
        f"lettre:{reference}:{issue}"
        for reference, issue in Bounce.objects.filter(
            noted_at__gt=at - LOOKED_BACK
        ).values_list("subscriber__reference", "issue")
    }
    for key, reason in refused.values_list("key", "reason"):
        found = STATUS.search(reason)
        if key not in noted and (found or reason[:1] == "5"):
            note_refusal(key, found[0] if found else "5.0.0", reason, at)
