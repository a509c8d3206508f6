"""
A book as a tagged PDF (PDF/UA-1), typeset by WeasyPrint.

Same book, same bytes: the dates are those of the content and the identifier its digest;
the embedded fonts have none, as the settings say (SOURCE_DATE_EPOCH).
"""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

import segno
from django.template.loader import render_to_string
from django.utils import translation

from core.typography import typeset_html

from . import markup, notes
from .content import TEMPLATES, Book, absolute


def write(book: Book) -> bytes:
    with nothing_collected():
        return printed_pages(html(book), "book/print.css", book.digest, book.pictures)


def printed_pages(text: str, style: str, digest: str, pictures=()) -> bytes:
    """A whole HTML document as a PDF/UA-1, dressed by a static file."""
    # A fifth of what the site takes to start, and most of its processes print nothing.
    from . import press

    with nothing_collected():
        return press.pages_of(text, style, digest, pictures)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """
    A book in the making is a million objects that all live until its end.

    Looking for dead ones among them takes a fifth of the time, and finds none.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def html(book: Book) -> str:
    """The whole document before it is cut into pages."""
    trees = {chapter.name: markup.parse(chapter.html) for chapter in book.chapters}
    for chapter in book.chapters:
        with translation.override(chapter.language):
            notes.call_again(trees[chapter.name], chapter.name)
    known = {*trees, *(id for tree in trees.values() for id in markup.ids(tree))}
    for tree in trees.values():
        markup.redirect(tree, lambda href: target(book, href, known))
        for link in tree.iter("a"):
            # What an assistive technology says of a link: `finish` writes it down.
            link.set("title", link.get("title") or "".join(link.itertext()).strip())
    name_leaves(trees)
    with translation.override(book.language):
        page = render_to_string(
            f"{TEMPLATES}/book.html",
            {
                "book": book,
                "chapters": [
                    (chapter, markup.inner(trees[chapter.name]))
                    for chapter in book.chapters
                ],
                "qr": qr_code(book.address, book.language),
            },
        )
    return typeset_html(page, book.language)


def name_leaves(trees: dict[str, Element]):
    """
    Only what a link of the book leads to keeps its name, and its first words bear it.

    WeasyPrint computes styles once for all elements alike, but an element with an id is
    like no other, nor is anything inside: named chapters cost a tenth of the time.
    """
    wanted = {
        link.get("href", "").removeprefix("#")
        for tree in trees.values()
        for link in tree.iter("a")
    }
    for name, tree in trees.items():
        for element in [each for each in tree.iter() if markup.is_html(each)]:
            anchor = element.attrib.pop("id", None)
            if anchor in wanted:
                markup.first_words(element).set("id", anchor)
        tree.find(".//h1").set("id", name)


def target(book: Book, href: str, known: set[str]) -> str:
    place = book.places.get(href)
    anchor = place and place.rpartition("#")[2]
    if anchor and anchor in known:
        return f"#{anchor}"
    if href.startswith("#") and href[1:] not in known:
        return book.address
    return absolute(href)


def qr_code(address: str, language: str) -> str:
    out = io.BytesIO()
    with translation.override(language):
        title = translation.gettext("Code QR : la page tenue à jour, %(address)s") % {
            "address": address
        }
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, title=title, dark="#18212b",
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()
