"""Markdown (CommonMark, tables and numbered notes) as HTML; raw HTML stays plain text."""

import re
from html import unescape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .reading import Reading, Refused, Remark, excerpt

NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")
MARK = re.compile(r"\[\^([^\]\s]+)\]:?")
RAW_HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")
parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(content: bytes) -> Reading:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            _(
                "Ligne %(line)s : ce fichier n'est pas en UTF-8. Enregistrez-le dans ce "
                "codage, puis importez-le."
            )
            % {"line": line}
        ) from error
    text = text.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body, notes = without_notes(lines)
    reading = Reading(
        html=parser.render("\n".join(body)),
        notes={
            name: parser.renderInline(" ".join(written))
            for name, written in notes.items()
        },
    )
    for number, line in enumerate(lines, start=1):
        place = _("ligne %(number)s") % {"number": number}
        if RAW_HTML.search(line):
            reading.remarks.append(
                Remark(
                    place,
                    _("du code HTML est resté en toutes lettres : « %(line)s ».")
                    % {"line": excerpt(line)},
                )
            )
        # The number of an item is the list's to say, the name of a note is its number.
        words = MARK.sub(lambda m: "" if m[1] in notes else m[0], line)
        words = re.sub(r"^[\s>]*\d+[.)]\s", "", words)
        reading.words.append((place, unescape(words)))
    return reading


def without_notes(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The text, and apart from it its notes: « [^1]: text », then indented lines."""
    body, notes, current = [], {}, None
    for line in lines:
        if found := NOTE.match(line):
            # A second note of the same name stays in the text.
            if found[1] not in notes:
                current = notes.setdefault(found[1], [found[2]])
                continue
        elif current is not None and line.startswith(("  ", "\t")) and line.strip():
            current.append(line.strip())
            continue
        current = None
        body.append(line)
    return body, notes
