"""
The notes of a chapter.

A source is noted once in a chapter, and called again by the number it then has: a page
that gives one source for five measures says it once at its foot, not five times.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from . import markup


def numbered(body: Element) -> Iterator[tuple[Element, int, bool]]:
    """Each `span.note`, its number, and whether it is the first to say what it says."""
    numbers: dict[str, int] = {}
    notes = [each for each in body.iter("span") if each.get("class") == "note"]
    for note in notes:
        said = markup.inner(note)
        is_first = said not in numbers
        yield note, numbers.setdefault(said, len(numbers) + 1), is_first


def call_again(body: Element, chapter: str):
    """For the foot of a page: what was noted before becomes a call of that note."""
    for note, number, is_first in numbered(body):
        anchor = f"{chapter}-note-{number}"
        if is_first:
            note.set("id", anchor)
        else:
            title = _("Note %(number)s") % {"number": number}
            call(note, number, {"href": f"#{anchor}", "title": title})


def gather(body: Element):
    """Where a page has no foot: the notes are listed after the text, and called in it."""
    notes = list(numbered(body))
    if not notes:
        return
    section = SubElement(body, "section", {"class": "notes", "role": "doc-endnotes"})
    SubElement(section, "h2").text = _("Notes")
    listed = SubElement(section, "ol")
    for note, number, is_first in notes:
        if is_first:
            item = SubElement(listed, "li", {"id": f"note-{number}"})
            item.text, item[:] = note.text, list(note)
            back = SubElement(
                item, "a", {"href": f"#call-{number}", "role": "doc-backlink"}
            )
            back.text = _("Retour au texte (note %(number)s)") % {"number": number}
            if len(item) > 1:
                item[-2].tail = f"{item[-2].tail or ''} "
        named = {"id": f"call-{number}"} if is_first else {}
        call(
            note,
            number,
            named | {"href": f"#note-{number}", "role": "doc-noteref"},
        )


def call(note: Element, number: int, attributes: dict[str, str]):
    """Leave the number of a note in its place."""
    note.tag, note.text, note[:] = "a", str(number), []
    note.attrib.clear()
    note.attrib.update(attributes | {"class": "noteref"})
