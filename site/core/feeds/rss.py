"""RSS 2.0, for the readers that know nothing else."""

from email.utils import format_datetime

from django.utils import timezone

from .atom import ATOM
from .document import Document, Told, instant
from .xml import DECLARATION, MEDIA, element, leaf, picture

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
KIND = "application/rss+xml"


def write(document: Document) -> bytes:
    feed = document.feed
    inside = [
        leaf("title", document.title),
        leaf("link", document.home),
        leaf("description", document.summary or document.title),
        leaf("language", feed.language),
        leaf("lastBuildDate", _date(document.updated_at)),
        element("atom:link", rel="self", type=KIND, href=document.address),
        element("atom:link", rel="hub", href=document.hub) if document.hub else "",
        *(
            element("atom:link", rel=rel, type=KIND, href=address)
            for rel, address in document.places.items()
        ),
        *(_item(told) for told in document.told()),
    ]
    written = element(
        "rss",
        element("channel", "\n".join(inside)),
        version="2.0",
        xmlns_atom=ATOM,
        xmlns_content=CONTENT,
        xmlns_dc=DUBLIN_CORE,
        xmlns_media=MEDIA,
    )
    return (DECLARATION + written + "\n").encode()


def _item(told: Told) -> str:
    entry = told.entry
    return element(
        "item",
        leaf("title", told.title),
        leaf("link", told.address),
        leaf("guid", told.identifier, isPermaLink="false"),
        leaf("pubDate", _date(told.published_at)),
        leaf("atom:updated", instant(entry.updated_at)),
        leaf("dc:language", entry.language),
        *(leaf("dc:creator", name) for name in entry.authors),
        *(leaf("category", each.label or each.term) for each in entry.categories),
        leaf("description", told.summary or told.title),
        leaf("content:encoded", told.html) if told.html else "",
        picture(told),
    )


def _date(moment) -> str:
    return format_datetime(timezone.localtime(moment))
