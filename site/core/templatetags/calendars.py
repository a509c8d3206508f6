from django import template

from core import address_words

register = template.Library()


@register.simple_tag(takes_context=True)
def webcal(context, path: str, alarm: str = "") -> str:
    """The address that makes an agenda subscribe: `webcal://…/agenda.ics?rappel=60`."""
    query = address_words.query({"rappel": alarm})
    if "?" in path:
        query = query.replace("?", "&")
    return f"webcal://{context.request.get_host()}{path}{query}"
