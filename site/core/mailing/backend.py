"""The mails that Django and Wagtail write themselves: a page to approve, a password to choose."""

from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from .delivery import post
from .letters import Written
from .outbox import write


class EmailBackend(BaseEmailBackend):
    """
    Writes them with what causes them, instead of talking to a server meanwhile.

    Each recipient has a copy; the sender is ours; an attachment is not kept.
    """

    def send_messages(self, email_messages) -> int:
        now = timezone.now()
        for message in email_messages:
            other_forms = dict(
                reversed(pair) for pair in getattr(message, "alternatives", ())
            )
            written = Written(
                language=get_language(),
                subject=message.subject[:250],  # all that a row holds
                text=message.body,
                html=other_forms.get("text/html", ""),
            )
            for address in message.recipients():
                key = f"admin:{uuid4()}"
                post(write(written, to=address, key=key, purpose="admin", at=now, is_urgent=True))  # fmt: skip
        return len(email_messages)
