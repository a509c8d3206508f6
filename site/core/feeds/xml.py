"""XML as text; whatever an editor pasted, the document stays well formed."""

import re
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 has no character for.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA = "http://search.yahoo.com/mrss/"


def text(value) -> str:
    return escape(FORBIDDEN.sub(" ", str(value)))


def element(name: str, *inside: str, **attributes: str) -> str:
    """`inside` is XML already; an attribute without value is left out, `xml_lang` is `xml:lang`."""
    written = "".join(
        f" {key.replace('_', ':')}={quoteattr(FORBIDDEN.sub(' ', str(value)))}"
        for key, value in attributes.items()
        if value
    )
    if not inside:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def leaf(name: str, value, **attributes: str) -> str:
    """An element that holds a text."""
    return element(name, text(value), **attributes)


def picture(told) -> str:
    """The picture of an entry with its alternative text (Media RSS)."""
    if told.entry.picture is None:
        return ""
    words = told.entry.picture.description
    description = leaf("media:description", words, type="plain") if words else ""
    return element("media:content", description, url=told.picture, medium="image")
