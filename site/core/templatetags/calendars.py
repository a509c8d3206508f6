from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def webcal(context, path: str, alarm: str = "") -> str:
    """The address that makes an agenda subscribe: `webcal://…/agenda.ics?rappel=60`."""
    query = f"{'&' if '?' in path else '?'}rappel={alarm}" if alarm else ""
    return f"webcal://{context.request.get_host()}{path}{query}"
