"""What a document gives, whatever its format, before it becomes fiches."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

import nh3
from django.utils.text import Truncator
from django.utils.translation import gettext as _

DEEPEST = 60  # elements in one another
VOID = {"br", "hr", "img"}
TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "b", "i", "sup", "sub", "s", "a", "br", "hr", "img", "pre", "code"}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "li": {"id"},
}
CLASSES = {"h1": {"title"}, "p": {"caption"}}
# `picture:3` is the third picture of the document; no other one is ever fetched.
SCHEMES = {"http", "https", "mailto", "tel", "picture"}
LINKS = ("http://", "https://", "mailto:", "tel:")


class Refused(Exception):
    """Why a document is not imported, in words for whoever sent it."""


@dataclass(frozen=True)
class Remark:
    """Something that could not be kept as it was, and its place in the document."""

    place: str
    message: str


@dataclass(frozen=True)
class Picture:
    """A picture of a document, not yet checked."""

    content: bytes
    extension: str


@dataclass
class Reading:
    """A document as HTML, with what goes beside the text."""

    html: str
    title: str = ""
    pictures: list[Picture] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)  # anchor → HTML
    remarks: list[Remark] = field(default_factory=list)
    # All that was written: (place, text), to check that no word went missing.
    words: list[tuple[str, str]] = field(default_factory=list)


def excerpt(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(60)


def tree(html: str) -> Element:
    """The elements that we allow, as a tree."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    reader = TreeReader()
    reader.feed(clean)
    reader.close()
    return reader.root()


class TreeReader(HTMLParser):
    """Reads the balanced HTML of nh3."""

    def __init__(self):
        super().__init__()
        self.builder = TreeBuilder()
        self.builder.start("body", {})
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
            return
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(
                _(
                    "Ce document imbrique trop de listes ou de tableaux les uns dans "
                    "les autres : simplifiez-le."
                )
            )

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.builder.end(tag)
            self.depth -= 1

    def handle_data(self, data):
        self.builder.data(data)

    def root(self) -> Element:
        self.builder.end("body")
        return self.builder.close()


def text_of(element: Element) -> str:
    """Its text alone; a line break is a space."""
    return " ".join("".join(pieces(element)).split())


def pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag not in INLINE else ""
        yield from pieces(child)
        yield " " if child.tag not in INLINE else ""
        yield child.tail or ""


INLINE = {"strong", "em", "b", "i", "sup", "sub", "s", "a", "code"}
