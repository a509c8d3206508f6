from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from vademecum import glossary

register = template.Library()


@register.simple_block_tag(takes_context=True)
def with_terms(context, content):
    """The content, where the first mention of each term leads to the glossary."""
    frame = context.get("frame")
    href = frame.glossary_url if frame else ""
    terms = glossary.of_language(get_language()) if href else None
    return mark_safe(glossary.link_terms(content, terms, href)) if terms else content
