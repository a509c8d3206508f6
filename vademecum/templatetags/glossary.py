from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from vademecum import glossary
from vademecum.models import Terme

register = template.Library()


@register.simple_block_tag(takes_context=True)
def with_terms(context, content):
    """Running text whose terms lead to the glossary, where the reader's language has one."""
    frame = context.get("frame")
    if not frame or not frame.glossary_url:
        return content
    terms = glossary.current(get_language(), Terme.said_in)
    # What the blocks made safe stays safe: only links are added.
    return mark_safe(glossary.link_terms(content, terms, frame.glossary_url))
