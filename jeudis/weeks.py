"""Thursdays of the calendar: the next ones, the third of a month, public holidays in France."""

from datetime import date, datetime, timedelta

from dateutil.easter import easter
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

THURSDAY = 3  # as in `datetime.weekday`
AHEAD = 8

FIXED = {
    (1, 1): _("jour de l'An"),
    (5, 1): _("fête du Travail"),
    (5, 8): _("victoire de 1945"),
    (7, 14): _("fête nationale"),
    (8, 15): _("Assomption"),
    (11, 1): _("Toussaint"),
    (11, 11): _("armistice de 1918"),
    (12, 25): _("Noël"),
}
AFTER_EASTER = {
    1: _("lundi de Pâques"),
    39: _("Ascension"),
    50: _("lundi de Pentecôte"),
}


def holiday(day: date) -> str:
    """The name of a public holiday in France (Code du travail, L3133-1); else nothing."""
    return FIXED.get((day.month, day.day)) or AFTER_EASTER.get(
        (day - easter(day.year)).days, ""
    )


def thursdays(at: datetime, count: int = AHEAD) -> list[date]:
    """The next Thursdays in Paris, today's included when today is one."""
    today = timezone.localdate(at)
    first = today + timedelta(days=(THURSDAY - today.weekday()) % 7)
    return [first + timedelta(weeks=number) for number in range(count)]


def is_third(day: date) -> bool:
    return day.weekday() == THURSDAY and 15 <= day.day <= 21


def provisional_title(day: date) -> str:
    """What a prepared draft is called until somebody gives it a title."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Jeudi du %s") % date_format(day, "j F Y")
