"""
Values, periods and dates as a language writes them: one value, formatted by language.

Digits, separators and month names are those of Unicode CLDR, through Babel.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.db import models
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a figure is counted in."""

    PERCENT = "percent", _("pour cent")
    NUMBER = "number", _("nombre")
    EURO = "euro", _("euros")
    MILLION_EURO = "million_euro", _("millions d'euros")
    YEAR = "year", _("années")
    MONTH = "month", _("mois")
    HOUR = "hour", _("heures")


def cldr_locale() -> str:
    """British English: 28 March 2022, 1,000."""
    return {"en": "en_GB"}.get(get_language(), get_language() or "fr")


def number(value: Decimal | int) -> str:
    """1000 → « 1 000 » (fr), “1,000” (en); at most the decimals that the value has."""
    return format_decimal(
        Decimal(value).normalize() + 0, "#,##0.####", locale=cldr_locale()
    )


def unit_label(value: Decimal, unit: str) -> str:
    """The unit as it stands after the value; empty where there is none."""
    english = get_language() == "en"
    match unit:
        case Unit.PERCENT:
            return "%"
        case Unit.EURO:
            return "€"
        case Unit.MILLION_EURO:
            return "million euros" if english else "M€"
        case Unit.YEAR:
            return ngettext("an", "ans", int(value))
        case Unit.MONTH:
            return ngettext("mois", "mois", int(value))
        case Unit.HOUR:
            return ngettext("heure", "heures", int(value))
    return ""


def format_value(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """« 81 % » and “81%”; a range as « 10–20 % ». Typography does the spaces."""
    digits = number(value) if high is None else f"{number(value)}–{number(high)}"
    english = get_language() == "en"
    label = unit_label(high or value, unit)
    if not label:
        return digits
    if english and unit == Unit.EURO:
        return f"€{digits}"
    if english and unit == Unit.MILLION_EURO:
        return f"€{digits} million"
    return f"{digits}{'' if english and unit == Unit.PERCENT else ' '}{label}"


def format_period(start: date | None, end: date | None) -> str:
    """« mai 2020 », « 2021 », « 28 mars 2022 », « 2020–2022 »: as precise as is known."""
    if start is None:
        return ""
    language = cldr_locale()
    end = end or start
    whole_years = (start.month, start.day) == (1, 1) and (end.month, end.day) == (
        12,
        31,
    )
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole_years:
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    if whole_months:
        first, last = (
            format_skeleton("yMMMM", day, locale=language) for day in (start, end)
        )
    else:
        first, last = (
            format_date(day, "long", locale=language) for day in (start, end)
        )
    return first if first == last else f"{first} – {last}"
