"""Instants in words, in the active language and at the hour of Paris."""

from datetime import date, datetime

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
    named = f"{date_format(moment, 'l')} {day(moment)}"
    return _("%(day)s à %(hour)s") % {"day": named, "hour": hour(moment)}


def day(day: date) -> str:
    """« 26 novembre 2026 »; “26 November 2026”."""
    # In French the first of a month is an ordinal; the site's typography raises its letters.
    is_first = get_language() == "fr" and day.day == 1
    return f"1er {date_format(day, 'F Y')}" if is_first else date_format(day, "j F Y")
