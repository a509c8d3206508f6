"""When and where an event is, and what becomes of it, for programs without a layout."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import moments
from core.moves import Moment
from news import life


def told(event) -> str:
    """Its day, hour and place, then what is not as usual; in its language."""
    with override(event.language):
        said = [f"{when(event)}."] if event.starts_on else []
        place = ", ".join(filter(None, [event.place, event.address]))
        said += [f"{place}."] if place else []
        said += [unusual] if (unusual := note(event)) else []
        if not event.is_date_confirmed:
            said.append(_("Date à confirmer."))
    return " ".join(said)


def when(event) -> str:
    """« chaque troisième jeudi du mois à 12 h », « 4 juillet 2026 à 14 h »."""
    if event.series:
        said = event.series.words
        if isinstance(event.starts, datetime):
            hour = moments.hour(event.starts)
            said = _("%(day)s à %(hour)s") % {"day": said, "hour": hour}
        return capfirst(said)
    if event.last_day != event.starts_on:
        days = {"start": moments.day(event.starts_on), "end": moments.day(event.last_day)}  # fmt: skip
        return _("Du %(start)s au %(end)s") % days
    return capfirst(at(event.starts))


def at(found: Moment) -> str:
    return moments.day_and_hour(found) if isinstance(found, datetime) else moments.day(found)  # fmt: skip


def note(event) -> str:
    """Why it does not take place, or which day no longer holds."""
    reason = event.status_reason
    if event.status == life.Status.CANCELLED:
        return _("Annulé : %s") % reason if reason else _("Annulé.")
    if event.status == life.Status.POSTPONED:
        said = _("Reporté : la nouvelle date n'est pas connue.")
        return f"{said} {reason}".strip()
    if event.facts.is_moved:
        return _("Initialement prévu le %s.") % at(event.moved_from[-1])
    return ""
