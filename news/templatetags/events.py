"""What an event is at the instant of the page."""

from django import template
from django.utils.text import capfirst

from news import words

register = template.Library()


@register.filter
def state_at(event, at):
    return event.state(at)


@register.filter
def next_at(event, at):
    """The next time it takes place; None once it is over."""
    return event.next(at)


@register.filter
def moment_in_words(found):
    """« jeudi 26 novembre 2026 à 12 h », or the day alone."""
    return words.at(found)


@register.filter
def rhythm(event):
    """« Chaque troisième jeudi du mois »."""
    return capfirst(event.series.words) if event.series else ""
