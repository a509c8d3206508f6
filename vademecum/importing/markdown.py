"""Markdown (CommonMark, tables and numbered notes) as HTML; raw HTML stays plain text."""

import re
from html import unescape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .reading import Reading, Refused, Remark, excerpt

NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")
MARK = re.compile(r"\[\^([^\]\s]+)\]:?")
STRUCK = re.compile(r"~~\S[^~]*~~")
RAW_HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")
# What other software writes about a text before it: « title: … », between two lines.
FRONT = re.compile(
    r"---[ \t]*\n(?P<front>[\w-]+[ \t]*:.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S
)
TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.M)
parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = FRONT.match(text)
    # Its lines stay, empty: the report counts them.
    text = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    lines = text.split("\n")
    body, notes = without_notes(lines)
    reading = Reading(
        html=parser.render("\n".join(body)),
        notes={name: note(written) for name, written in notes.items()},
    )
    if front:
        take_front(front["front"], reading)
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
        if STRUCK.search(line):
            reading.remarks.append(
                Remark(place, _("texte barré, repris sans la barre."))
            )
        # The number of an item is the list's to say, the name of a note is its number.
        words = MARK.sub(lambda m: "" if m[1] in notes else m[0], line)
        words = re.sub(r"^[\s>]*\d+[.)]\s", "", words)
        reading.words.append((place, unescape(words)))
    return reading


def take_front(front: str, reading: Reading):
    """Its title may name a fiche; the rest is for other software, and reported."""
    if found := TITLE.search(front):
        reading.title = found[1].strip().strip("\"'")
    said = " ; ".join(line.strip() for line in front.splitlines() if line.strip())
    reading.remarks.append(
        Remark(
            _("ligne %(number)s") % {"number": 1},
            _("en-tête du fichier, non repris : « %(text)s ».") % {"text": said},
        )
    )


def note(paragraphs: list[str]) -> str:
    if len(paragraphs) == 1:
        return parser.renderInline(paragraphs[0])
    return "".join(f"<p>{parser.renderInline(each)}</p>" for each in paragraphs)


def without_notes(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """
    The text, and apart from it the paragraphs of its notes.

    « [^1]: text », then indented lines; after an empty one, four spaces say that the note
    goes on.
    """
    body, notes, current = [], {}, None
    for number, line in enumerate(lines):
        if found := NOTE.match(line):
            # A second note of the same name stays in the text.
            if found[1] not in notes:
                current = notes.setdefault(found[1], [found[2]])
                continue
        elif current is not None and goes_on(lines, number):
            if not line.strip():
                current.append("")
            else:
                current[-1] = f"{current[-1]} {line.strip()}".strip()
            continue
        current = None
        body.append(line)
    return body, {name: list(filter(None, said)) for name, said in notes.items()}


def goes_on(lines: list[str], number: int) -> bool:
    """Whether a line below a note belongs to it."""
    if lines[number].strip():
        return lines[number].startswith(("  ", "\t"))
    following = next((line for line in lines[number:] if line.strip()), "")
    return following.startswith(("    ", "\t"))
