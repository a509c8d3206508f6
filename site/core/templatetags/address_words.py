from django import template

from core import address_words

register = template.Library()
register.filter("address_word", address_words.word)


@register.simple_tag
def query(**pairs) -> str:
    """`{% query pilier="evaluer" %}` → « ?pillar=evaluate » in English."""
    return address_words.query(pairs)


@register.simple_tag(takes_context=True)
def narrowed(context, **pairs) -> str:
    """The query of the page with other words; one that is given nothing is taken off."""
    parameters = context.request.GET.copy()
    for name, value in pairs.items():
        if value:
            parameters[address_words.word(name)] = address_words.word(value)
        else:
            parameters.pop(address_words.word(name), None)
    return f"?{parameters.urlencode()}"
