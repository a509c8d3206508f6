"""One value, written as each language writes it."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from core.numbers import Unit, format_period, format_value, number
from core.templatetags.numerals import numeral
from core.typography import typeset


def in_language(language, function, *args, **kwargs):
    with translation.override(language):
        return typeset(function(*args, **kwargs), language)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal("1000"), "1\u202f000", "1,000"),
        (Decimal("1234567.5"), "1\u202f234\u202f567,5", "1,234,567.5"),
        (Decimal("81.0000"), "81", "81"),
        (Decimal("0"), "0", "0"),
        (Decimal("-3.25"), "−3,25", "−3.25"),
    ],
)
def test_numbers(value, french, english):
    assert in_language("fr", number, value) == french
    assert in_language("en", number, value) == english


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (Decimal(81), Unit.PERCENT, "81\u202f%", "81%"),
        (Decimal(42), Unit.NUMBER, "42", "42"),
        (Decimal(1500), Unit.EURO, "1\u202f500\u202f€", "€1,500"),
        (Decimal("2.5"), Unit.MILLION_EURO, "2,5\u202fM€", "€2.5 million"),
    ],
)
def test_values_with_their_unit(value, unit, french, english):
    assert in_language("fr", format_value, value, unit) == french
    assert in_language("en", format_value, value, unit) == english


def test_a_range_says_its_unit_once():
    low, high = Decimal(10), Decimal(20)

    assert in_language("fr", format_value, low, Unit.PERCENT, high) == "10–20\u202f%"
    assert in_language("en", format_value, low, Unit.PERCENT, high) == "10–20%"
    assert in_language("en", format_value, low, Unit.EURO, high) == "€10–20"


@pytest.mark.parametrize(
    ("low", "high", "unit", "french", "english"),
    [
        ("-5", "-2", Unit.PERCENT, "−5 à −2\u202f%", "−5 to −2%"),
        ("-5", "2.5", Unit.NUMBER, "−5 à 2,5", "−5 to 2.5"),
        ("-5", "0", Unit.YEAR, "−5 à 0\u202fan", "−5 to 0 years"),
        ("-1500", "-3", Unit.EURO, "−1\u202f500 à −3\u202f€", "−€1,500 to −€3"),
        ("-1.5", "3", Unit.MILLION_EURO, "−1,5 à 3\u202fM€", "−€1.5 to €3 million"),
    ],
)
def test_a_dash_is_not_taken_for_a_minus(low, high, unit, french, english):
    low, high = Decimal(low), Decimal(high)

    assert in_language("fr", format_value, low, unit, high) == french
    assert in_language("en", format_value, low, unit, high) == english


def test_a_loss_says_its_minus_before_the_currency():
    assert in_language("en", format_value, Decimal(-3), Unit.EURO) == "−€3"


@pytest.mark.parametrize(
    ("formatted", "large", "small"),
    [
        ("−5 %", "−5", "\u202f%"),
        ("−5 à −2 %", "−5 à −2", "\u202f%"),
        ("−5 to −2%", "−5 to −2", "%"),
        ("10–20 %", "10–20", "\u202f%"),
        ("1\u202f500 €", "1\u202f500", "\u202f€"),
        ("2–12 heures", "2–12", "\u00a0heures"),
    ],
)
def test_all_of_a_value_is_large_and_its_unit_small(formatted, large, small):
    assert numeral(formatted) == f'{large}<span class="chiffre-unit">{small}</span>'


@pytest.mark.parametrize(
    ("formatted", "name"),
    [
        ("1\u202f234\u202f567 €", "long"),
        ("−5,5 à −2,5 %", "long"),
        ("999\u202f999\u202f999\u202f999 €", "longest"),
    ],
)
def test_a_long_value_keeps_to_its_column(formatted, name):
    assert numeral(formatted).startswith(f'<span class="chiffre-{name}">')


def test_english_counts_anything_but_one_as_plural():
    assert in_language("en", format_value, Decimal("1.5"), Unit.HOUR) == "1.5 hours"
    assert in_language("en", format_value, Decimal("0.5"), Unit.YEAR) == "0.5 years"
    assert in_language("en", format_value, Decimal(1), Unit.MONTH) == "1 month"


def test_french_counts_one_and_a_half_as_singular():
    assert in_language("fr", format_value, Decimal("1.5"), Unit.YEAR).endswith("an")
    assert in_language("fr", format_value, Decimal(2), Unit.YEAR).endswith("ans")


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        (None, None, "", ""),
        (date(2020, 5, 1), date(2020, 5, 31), "mai 2020", "May 2020"),
        (date(2021, 1, 1), date(2021, 12, 31), "2021", "2021"),
        (date(2020, 1, 1), date(2022, 12, 31), "2020–2022", "2020–2022"),
        (date(2022, 3, 28), None, "28\u00a0mars 2022", "28 March 2022"),
        (date(2022, 3, 28), date(2022, 3, 28), "28\u00a0mars 2022", "28 March 2022"),
        (date(2020, 5, 1), date(2020, 6, 30), "mai – juin 2020", "May – June 2020"),
        (date(2020, 5, 1), date(2021, 6, 30), "mai 2020 – juin 2021", "May 2020 – June 2021"),
        (date(2022, 3, 28), date(2022, 4, 2), "28\u00a0mars – 2\u00a0avril 2022", "28 March – 2 April 2022"),
        (date(2020, 2, 1), date(2020, 2, 29), "février 2020", "February 2020"),
    ],
)  # fmt: skip
def test_a_period_is_as_precise_as_is_known(start, end, french, english):
    assert in_language("fr", format_period, start, end) == french
    assert in_language("en", format_period, start, end) == english
