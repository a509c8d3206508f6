"""The notes of a chapter, where there is no foot of the page to put them."""

from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _


def gather(body: Element):
    """Turn each `span.note` into a call, and list the notes after the text."""
    notes = [each for each in body.iter("span") if each.get("class") == "note"]
    if not notes:
        return
    section = SubElement(body, "section", {"class": "notes", "role": "doc-endnotes"})
    SubElement(section, "h2").text = _("Notes")
    listed = SubElement(section, "ol")
    for number, note in enumerate(notes, 1):
        item = SubElement(listed, "li", {"id": f"note-{number}"})
        item.text, item[:] = note.text, list(note)
        back = SubElement(
            item, "a", {"href": f"#call-{number}", "role": "doc-backlink"}
        )
        back.text = _("Retour au texte (note %(number)s)") % {"number": number}
        if len(item) > 1:
            item[-2].tail = f"{item[-2].tail or ''} "
        note.tag, note.text, note[:] = "a", str(number), []
        note.attrib.clear()
        note.attrib.update(
            {
                "id": f"call-{number}",
                "href": f"#note-{number}",
                "role": "doc-noteref",
                "class": "noteref",
            }
        )
