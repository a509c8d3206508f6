"""A figure as one reads it from afar: its digits large, its unit smaller beside them."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

NARROW, NO_BREAK = "\u202f", "\u00a0"
# Both ends of a range, whether a dash stands between them or, below zero, a word.
DIGITS = re.compile(r"−?\d(?:(?:[\d\s.,–]|\s(?:à|to)\s−?€?)*\d)?")
# « 1 234 567 € » at the size of « 81 % » would leave its column: how many large
# characters one line holds, a character of the unit counting for half of one.
LONG, SMALLER = {"longest": 14, "long": 9}, 0.45


@register.filter
def numeral(formatted):
    """« 81 % » → 81, and a smaller %; « €1.5 million » keeps its order."""
    formatted = str(formatted)
    found = DIGITS.search(formatted)
    if not found:
        return formatted
    before, after = formatted[: found.start()], formatted[found.end() :]
    large = format_html("{}{}{}", _unit(before), found[0], _unit(after))
    width = len(found[0]) + SMALLER * len(before + after)
    for name, least in LONG.items():
        if width > least:
            return format_html('<span class="chiffre-{}">{}</span>', name, large)
    return large


def _unit(text):
    if not text:
        return mark_safe("")
    # Typography sees one piece of text at a time: the space before a unit is made here.
    space = NO_BREAK if text.strip().isalpha() else NARROW
    text = re.sub(r"\s+", space, text)
    return format_html('<span class="chiffre-unit">{}</span>', text)
