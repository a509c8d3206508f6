from django import template

from core import linked_data

register = template.Library()


@register.simple_tag(takes_context=True)
def json_ld(context):
    """What the page says of itself to machines."""
    return linked_data.script(context)
