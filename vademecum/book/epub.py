"""A book as EPUB 3.3: one XHTML file for each chapter, notes that pop up, a navigation."""

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from core.typography import typeset_html

from . import markup
from .archive import archive
from .content import TEMPLATES, Book, Chapter, absolute
from .pictures import printed

ROLES = {
    "introduction": "doc-introduction",
    "chapter": "doc-chapter",
    "glossary": "doc-glossary",
    "appendix": "doc-appendix",
}


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
    markup.redirect(body, lambda href: target(book, chapter, href))
    with translation.override(chapter.language):
        gather_notes(body)
    return render_to_string(
        f"{TEMPLATES}/epub/chapter.xhtml",
        {
            "chapter": chapter,
            "role": ROLES[chapter.kind],
            "html": markup.inner(body),
        },
    ).strip()


def target(book: Book, chapter: Chapter, href: str) -> str:
    if href.startswith("#"):
        return href
    if place := book.places.get(href):
        name, _hash, anchor = place.partition("#")
        return f"{name}.xhtml" + (f"#{anchor}" if anchor else "")
    return absolute(href)


def gather_notes(body: Element):
    """Turn each `span.note` into a call, and list the notes after the text."""
    notes = [each for each in body.iter("span") if each.get("class") == "note"]
    if not notes:
        return
    section = SubElement(body, "section", {"class": "notes", "role": "doc-endnotes"})
    section.set("epub:type", "endnotes")
    SubElement(section, "h2").text = _("Notes")
    listed = SubElement(section, "ol")
    for number, note in enumerate(notes, 1):
        item = SubElement(listed, "li", {"id": f"note-{number}"})
        item.set("epub:type", "endnote")
        item.text, item[:] = note.text, list(note)
        back = SubElement(
            item, "a", {"href": f"#call-{number}", "role": "doc-backlink"}
        )
        back.text = _("Retour au texte (note %(number)s)") % {"number": number}
        if len(item) > 1:
            item[-2].tail = f"{item[-2].tail or ''} "
        call = {
            "id": f"call-{number}",
            "href": f"#note-{number}",
            "role": "doc-noteref",
        }
        note.tag, note.text, note[:] = "a", str(number), []
        note.attrib.clear()
        note.attrib.update(call | {"class": "noteref", "epub:type": "noteref"})


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
