"""Atom (RFC 4287), in pages (RFC 5005)."""

from .document import Document, Told, instant
from .xml import DECLARATION, MEDIA, element, leaf, picture

ATOM = "http://www.w3.org/2005/Atom"
KIND = "application/atom+xml"


def write(document: Document) -> bytes:
    feed = document.feed
    inside = [
        leaf("id", f"urn:uuid:{feed.identity}"),
        leaf("title", document.title),
        leaf("subtitle", document.summary) if document.summary else "",
        leaf("updated", instant(document.updated_at)),
        element("author", leaf("name", document.author)),
        element("link", rel="alternate", type="text/html", href=document.home),
        element("link", rel="self", type=KIND, href=document.address),
        element("link", rel="hub", href=document.hub) if document.hub else "",
        *(
            element("link", rel=rel, type=KIND, href=address)
            for rel, address in document.places.items()
        ),
        *(_entry(told) for told in document.told()),
    ]
    written = element(
        "feed", "\n".join(inside), xmlns=ATOM, xmlns_media=MEDIA, xml_lang=feed.language
    )
    return (DECLARATION + written + "\n").encode()


def _entry(told: Told) -> str:
    entry = told.entry
    inside = [
        leaf("id", told.identifier),
        leaf("title", told.title),
        element("link", rel="alternate", type="text/html", href=told.address),
        leaf("published", instant(told.published_at)),
        leaf("updated", instant(entry.updated_at)),
        *(element("author", leaf("name", name)) for name in entry.authors),
        *(
            element("category", term=category.term, label=category.label)
            for category in entry.categories
        ),
        leaf("summary", told.summary) if told.summary else "",
        leaf("content", told.html, type="html") if told.html else "",
        picture(told),
    ]
    lang = entry.language if told.is_foreign else ""
    return element("entry", "".join(inside), xml_lang=lang)
