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


MINUS = "\u2212"  # a hyphen beside the dash of a range would be misread


def cldr_locale() -> str:
    """British English: 28 March 2022, 1,000."""
    return {"en": "en_GB"}.get(get_language(), get_language() or "fr")


def number(value: Decimal | int) -> str:
    """1000 → « 1 000 » (fr), “1,000” (en); at most the decimals that the value has."""
    digits = format_decimal(
        Decimal(value).normalize() + 0, "#,##0.####", locale=cldr_locale()
    )
    return digits.replace("-", MINUS)


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
            return ngettext("an", "ans", _how_many(value))
        case Unit.MONTH:
            return ngettext("mois", "mois", _how_many(value))
        case Unit.HOUR:
            return ngettext("heure", "heures", _how_many(value))
    return ""


def _how_many(value: Decimal) -> int:
    """« 1,5 an » is singular, “1.5 years” plural; languages only count whole numbers."""
    if get_language() == "en":
        return 1 if abs(value) == 1 else 2
    return int(abs(value))


def format_value(value: Decimal, unit: str, high: Decimal | None = None) -> str:
    """« 81 % » and “81%”; a range as « 10–20 % ». Typography does the spaces."""
    english = get_language() == "en"
    is_money = unit in (Unit.EURO, Unit.MILLION_EURO)
    sign = "€" if english and is_money else ""
    digits = _signed(value, sign)
    if high is not None:
        digits += _until(value, high, sign)
    if sign:
        return f"{digits} million" if unit == Unit.MILLION_EURO else digits
    label = unit_label(value if high is None else high, unit)
    if not label:
        return digits
    return f"{digits}{'' if english and unit == Unit.PERCENT else ' '}{label}"


def _signed(value: Decimal, sign: str) -> str:
    """The minus stands before the sign of the currency: “−€3”."""
    return f"{MINUS if value < 0 else ''}{sign}{number(abs(value))}"


def _until(value: Decimal, high: Decimal, sign: str) -> str:
    """The end of a range: « 10–20 », but « −5 à −2 », for a dash would be one minus more."""
    if value >= 0:
        return f"–{number(high)}"
    return f" {'to' if get_language() == 'en' else 'à'} {_signed(high, sign)}"


def format_period(start: date | None, end: date | None) -> str:
    """« mai 2020 », « mai – juin 2020 », « 2020–2022 »: as precise as is known."""
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
    if first == last:
        return last
    if start.year == end.year:  # said once, at the end
        first = first.removesuffix(f" {start.year}")
    return f"{first} – {last}"
