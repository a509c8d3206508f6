"""
What a device sends: named by the device itself, so that sent twice it is written once.

A script names what it sends (« uid ») and, when the network was missing, sends it later
(« later ») and again until it is answered. A form without a script says neither. The
hour of an event is the one at which it comes here; what it is worth is computed here.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

# Drawn at random (version 4), as browsers write it: no name that somebody could guess.
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """How something was sent: its name, and whether it waited for the network."""

    uid: UUID | None = None
    is_late: bool = False
    is_misnamed: bool = False


def sending(request) -> Sending:
    name = request.POST.get("uid", "")
    is_late = "later" in request.POST
    if not name:
        return Sending(is_late=is_late)
    if not NAME.fullmatch(name):
        return Sending(is_late=is_late, is_misnamed=True)
    return Sending(UUID(name), is_late)


def said(message: str, status: int) -> HttpResponse:
    return HttpResponse(
        message, content_type="text/plain; charset=utf-8", status=status
    )


def misnamed() -> HttpResponse:
    return said(_("Ce nom d'envoi n'en est pas un : rechargez la page."), 400)


def not_theirs() -> HttpResponse:
    return said(_("Cet envoi porte le nom d'un autre : rechargez la page."), 409)


def known_first() -> HttpResponse:
    """
    This device has its cookie now: let it send again, under the same name.

    Were the event written at once and this answer lost, the device would have neither the
    cookie nor the right to use the name again.
    """
    return said(_("Cet appareil est prêt : renvoyez."), 428)


def erased() -> HttpResponse:
    """What waited is not written: whoever wrote it erased everything since."""
    return said(_("Ce parcours a été effacé : rien n'en est gardé."), 410)
