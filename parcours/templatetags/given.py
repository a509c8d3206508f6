from django import template

register = template.Library()


@register.filter
def at(values, place):
    """The value at a place of a list, or under a name; nothing where there is none."""
    try:
        return values[place]
    except (IndexError, KeyError, TypeError):
        return ""
