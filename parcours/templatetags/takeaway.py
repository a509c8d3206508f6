"""What a package says of the facts that it carries away."""

from datetime import datetime

from django import template

register = template.Library()


@register.filter
def last_version(figure) -> dict | None:
    """The version of a figure in force: its number and its day."""
    if not figure.history:
        return None
    last = figure.history[-1]
    return {"number": last["number"], "at": datetime.fromisoformat(last["at"])}
