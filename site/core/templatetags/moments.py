"""Days and hours inside a sentence, as `components/date.html` writes them alone."""

from datetime import datetime

from django import template
from django.utils import timezone

from core import moments

register = template.Library()


@register.filter
def day(value):
    """« 1er décembre 2026 »; “1 December 2026”."""
    is_instant = isinstance(value, datetime)
    return moments.day(timezone.localdate(value) if is_instant else value)


@register.filter
def day_and_hour(value):
    """« jeudi 26 novembre 2026 à 12 h »; “Thursday 26 November 2026 at 12:00”."""
    return moments.day_and_hour(value)
