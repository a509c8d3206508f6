from django import template
from wagtail import hooks

from core import frame

register = template.Library()


@register.inclusion_tag("components/trail.html", takes_context=True)
def trail(context):
    """
    Where a reader comes from, if the address says so and a room knows that place.

    The address alone decides: any cache may keep the page, under that address.
    """
    request = context.get("request")
    if request is None or not request.GET or frame.of(request).page is None:
        return {}
    found = (place(request) for place in hooks.get_hooks("reader_trail"))
    return {"trail": next(filter(None, found), None)}
