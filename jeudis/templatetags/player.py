from django import template

from core.video_hosts import at_time

register = template.Library()


@register.filter
def from_second(source: str, seconds: int) -> str:
    """The address that plays a recording from a second on, without a script too."""
    return at_time(source, seconds)
