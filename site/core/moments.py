"""Instants in words, in the active language and at the hour of Paris."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def hour(moment: datetime) -> str:
    """« 12 h », « 12 h 30 »; “12:00”."""
    moment = timezone.localtime(moment)
    if get_language() != "fr":
        return date_format(moment, "H:i")
    return date_format(moment, r"G \h i" if moment.minute else r"G \h")


def day_and_hour(moment: datetime) -> str:
    """« jeudi 26 novembre 2026 à 12 h »; “Thursday 26 November 2026 at 12:00”."""
    moment = timezone.localtime(moment)
    # In French the first of a month is an ordinal; the site's typography raises its letters.
    first = get_language() == "fr" and moment.day == 1
    day = date_format(moment, "l") + (
        f" 1er {date_format(moment, 'F Y')}"
        if first
        else f" {date_format(moment, 'j F Y')}"
    )
    return _("%(day)s à %(hour)s") % {"day": day, "hour": hour(moment)}
