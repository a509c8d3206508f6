"""A book as EPUB 3.3: one XHTML file for each chapter, notes that pop up, a navigation."""

from pathlib import Path
from xml.etree.ElementTree import Element

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from core.typography import typeset_html

from . import markup, notes
from .archive import archive
from .content import TEMPLATES, Book, Chapter, absolute
from .pictures import printed

ROLES = {
    "introduction": "doc-introduction",
    "chapter": "doc-chapter",
    "glossary": "doc-glossary",
    "appendix": "doc-appendix",
}
NOTES = {"doc-endnotes": "endnotes", "doc-noteref": "noteref"}


def write(book: Book) -> bytes:
    with translation.override(book.language):
        pages = {chapter.name: page(book, chapter) for chapter in book.chapters}
        html = "".join(pages.values())
        shown = {f"{p.name}.jpg": p for p in book.pictures if f'"{p.name}.jpg"' in html}
        context = {"book": book, "pages": pages, "pictures": shown}
        files = {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": template("container.xml", context),
            "EPUB/package.opf": template("package.opf", context),
            "EPUB/nav.xhtml": template("nav.xhtml", context | {"toc": contents(book)}),
            "EPUB/title.xhtml": template("title.xhtml", context),
            **{f"EPUB/{name}.xhtml": xhtml.encode() for name, xhtml in pages.items()},
            "EPUB/style.css": Path(finders.find("book/epub.css")).read_bytes(),
            "EPUB/cover.svg": cover(book),
            **{f"EPUB/{name}": printed(p) for name, p in shown.items()},
        }
    return archive(files, stored=("mimetype",))


def template(name: str, context: dict) -> bytes:
    text = render_to_string(f"{TEMPLATES}/epub/{name}", context)
    if name.endswith(".xhtml"):
        text = typeset_html(text, context["book"].language)
    return text.strip().encode()


def page(book: Book, chapter: Chapter) -> str:
    """A chapter as a page of the EPUB, with its notes at the end."""
    body = markup.parse(chapter.html)
    for image in body.iter("img"):
        image.set("src", f"{image.get('src').removeprefix('/media/')}.jpg")
    markup.redirect(body, lambda href: target(book, href))
    with translation.override(chapter.language):
        notes.gather(body)
    name_parts(body)
    return render_to_string(
        f"{TEMPLATES}/epub/chapter.xhtml",
        {
            "chapter": chapter,
            "role": ROLES[chapter.kind],
            "html": markup.inner(body),
        },
    ).strip()


def target(book: Book, href: str) -> str:
    if href.startswith("#"):
        return href
    if place := book.places.get(href):
        name, _hash, anchor = place.partition("#")
        return f"{name}.xhtml" + (f"#{anchor}" if anchor else "")
    return absolute(href)


def name_parts(body: Element):
    """The notes and their calls by the words of EPUB, beside those of ARIA."""
    for element in body.iter():
        if kind := NOTES.get(element.get("role", "")):
            element.set("epub:type", kind)
        elif element.get("id", "").startswith("note-"):
            element.set("epub:type", "endnote")


def contents(book: Book) -> list[tuple[Chapter, list[tuple[str, str]]]]:
    """Each chapter with its parts that have an anchor."""
    found = []
    for chapter in book.chapters:
        body = markup.parse(chapter.html)
        parts = [
            (heading.get("id"), "".join(heading.itertext()).strip())
            for heading in body.iter("h2")
            if heading.get("id")
        ]
        found.append((chapter, parts))
    return found


def cover(book: Book) -> bytes:
    """The threads of the printed cover, and the title in words that wrap."""
    drawing = Path(finders.find("book/cover.svg")).read_text()
    strands = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    lines, width = [""], 18
    for word in book.title.split(" "):
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] += f"{word} "
    words = "".join(
        f'<tspan x="90" dy="{0 if number == 0 else 92}">{escape(line.strip())}</tspan>'
        for number, line in enumerate(lines)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1500" role="img" aria-label="{escape(book.title)}"><rect width="1000" height="1500" fill="#19486a"/><g transform="translate(-410 880) scale(1.35)" fill="none" stroke-width="5">{strands}</g><text x="90" y="150" font-family="sans-serif" font-size="38" fill="#fff">Faire alliance</text><text x="90" y="330" font-family="sans-serif" font-weight="bold" font-size="84" fill="#fff">{words}</text></svg>
""".encode()
