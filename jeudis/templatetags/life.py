from django import template

from core import moments

register = template.Library()
register.filter("day_and_hour", moments.day_and_hour)


@register.filter
def state(jeudi, at):
    """The state of a Jeudi at an instant."""
    return jeudi.state(at)
