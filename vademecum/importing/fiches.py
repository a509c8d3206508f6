"""
The HTML of a document as fiches: titles and blocks, ready to be written.

A heading 1 opens a fiche, a heading 2 is an « intertitre » block, what is between is
text, quotations, pictures; the notes of each fiche become its sources.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .reading import LINKS, Picture, Reading, Refused, Remark, excerpt, text_of, tree

MOST_FICHES = 50
MOST_PICTURES = 100
MOST_REMARKS = 2_000
TITLE, HEADING, SOURCE, CAPTION = 255, 160, 250, 250
TAGS = {"strong": "b", "b": "b", "em": "i", "i": "i", "sup": "sup"}
INLINE_TAGS = re.compile(r"</?(?:a|b|i|sup)\b[^>]*>")
BLOCKS = {"p", "ul", "ol", "blockquote", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
MARKS = re.compile(r"\^\{([^{}]*)\}|\[\^([^\]\s]+)\]")
LEVEL, LOW = "0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
LOWERED, AS_TYPED = str.maketrans(LEVEL, LOW), str.maketrans(LOW, LEVEL)
WORD = re.compile(r"[^\W_]+")
ADDRESS = re.compile(r"https?://[^\s<>«»]+")
WIDEST = 50  # cells over which one cell may spread


@dataclass
class Draft:
    """A fiche to be: its title, its blocks in their stored form, its remarks."""

    title: str
    body: list[dict] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def words(self) -> Iterator[str]:
        yield self.title
        for block in self.body:
            if block["type"] == "text":
                yield from re.findall(r'href="([^"]*)"', block["value"])
                yield bare(block["value"])
            else:
                yield from strings(block["value"])

    @property
    def counts(self) -> dict[str, int]:
        kinds = [block["type"] for block in self.body]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


@dataclass(frozen=True)
class Outcome:
    """The fiches of a document, its pictures, and the remarks that belong to no fiche."""

    drafts: list[Draft]
    pictures: list[Picture]
    remarks: list[Remark]


def drafts_of(reading: Reading, name: str) -> Outcome:
    composer = Composer(reading, name)
    try:
        root = tree(reading.html)
        composer.take_notes(root)
        for element in flow(root):
            composer.add(element)
        drafts = composer.finish()
    except RecursionError as error:
        raise Refused(_("Ce document imbrique trop d'éléments : simplifiez-le.")) from error  # fmt: skip
    if not drafts:
        raise Refused(_("Ce document ne contient aucun texte."))
    if len(drafts) > MOST_FICHES:
        raise Refused(
            _(
                "Ce document ferait %(count)s fiches, et %(most)s au plus s'importent à la "
                "fois : gardez le titre de niveau 1 aux titres des fiches."
            )
            % {"count": len(drafts), "most": MOST_FICHES}
        )
    if len(reading.pictures) > MOST_PICTURES:
        raise Refused(
            _("Ce document contient plus de %(most)s images : séparez-le.")
            % {"most": MOST_PICTURES}
        )
    remarks = [*reading.remarks, *composer.remarks]
    remarks += missing(reading, drafts, remarks)
    if len(remarks) + sum(len(draft.remarks) for draft in drafts) > MOST_REMARKS:
        raise Refused(
            _(
                "Plus de %(most)s passages de ce document ne seraient pas repris tels quels : "
                "acceptez ses modifications, retirez ses commentaires, ou séparez-le."
            )
            % {"most": MOST_REMARKS}
        )
    return Outcome(drafts, reading.pictures, remarks)


def missing(reading: Reading, drafts, remarks) -> Iterator[Remark]:
    """The passages of which a word is neither in a draft nor in a remark."""
    kept = [words for draft in drafts for words in draft.words()]
    said = [*remarks, *(remark for draft in drafts for remark in draft.remarks)]
    everything = "\n".join([*kept, *(remark.message for remark in said)])
    everything += f"\n{everything.translate(AS_TYPED)}"  # H₂O was written H2O
    known = set(WORD.findall(everything))
    for place, text in reading.words:
        lost = [w for w in WORD.findall(text) if w not in known and w not in everything]
        if lost:
            yield Remark(
                place,
                _("passage qui n'est pas repris en entier : « %(text)s »")
                % {"text": text.strip()},
            )


def bare(html: str) -> str:
    """The words of a rich text: « 6<sup>e</sup> » is one of them."""
    return unescape(re.sub(r"<[^>]*>", " ", INLINE_TAGS.sub("", html)))


def flow(root: Element) -> Iterator[Element]:
    """The elements of a text in order; words that are in none are put in a paragraph."""
    loose = Element("p")
    for element in [None, *root]:
        tail = root.text if element is None else element.tail
        if element is not None and element.tag in BLOCKS | {"hr"}:
            if len(loose) or loose.text:
                yield loose
                loose = Element("p")
            yield element
        elif element is not None:
            loose.append(element)
            continue  # its tail goes with it
        if tail and tail.strip():
            if len(loose):
                loose[-1].tail = (loose[-1].tail or "") + tail
            else:
                loose.text = (loose.text or "") + tail
    if len(loose) or loose.text:
        yield loose


class Composer:
    """Receives the elements of a document one by one, and makes fiches of them."""

    def __init__(self, reading: Reading, name: str):
        self.reading = reading
        self.name = name
        self.drafts: list[Draft] = []
        self.remarks: list[Remark] = []
        self.draft: Draft | None = None
        self.title = ""  # of the document, written in it
        self.section = ""
        self.text: list[str] = []
        self.notes = {name: tree(html) for name, html in reading.notes.items()}
        self.marks: dict[str, int] = {}  # the notes of this fiche, numbered
        self.pictures: list[tuple[str, str]] = []  # waiting for the end of a paragraph
        self.cited: set[str] = set()
        self.is_plain = False  # what is read goes where no link nor mark may stand

    # --- Fiches -------------------------------------------------------------------

    def add(self, element: Element):
        match element.tag:
            case "h1" if element.get("class") == "title":
                self.title = f"{self.title} {text_of(element)}".strip()
            case _ if not text_of(element) and element.find(".//img") is None:
                pass
            case "h1":
                self.open()
                self.name_it(self.plain_of(element))
            case "h2":
                self.head(element)
            case _:
                self.current()
                self.block(element)

    def take_notes(self, root: Element):
        """mammoth writes the notes at the end, as a list whose items have anchors."""
        for element in list(root):
            if (
                element.tag == "ol"
                and len(element)
                and all(li.get("id") for li in element)
            ):
                root.remove(element)
                for li in element:
                    for link in li.iter("a"):
                        if "note-ref-" in link.get("href", ""):
                            link.text = ""  # the arrow back to the mark
                    self.notes[li.get("id")] = li

    def open(self):
        self.close()
        self.draft = Draft("")
        self.section = ""
        self.drafts.append(self.draft)

    def name_it(self, title: str):
        title = title or _("Sans titre")
        self.draft.title = Truncator(title).chars(TITLE)
        self.shortened(title, TITLE)  # says so in the report, under that title

    def current(self) -> Draft:
        """The fiche being written; text before any heading opens one."""
        if self.draft is None:
            self.open()
            self.name_it(self.title or self.reading.title or self.name)
            if not self.title:
                self.remark(
                    _("ce texte n'a pas de titre de niveau 1 : la fiche prend le titre ou le nom du document.")
                )  # fmt: skip
            self.title = ""
        return self.draft

    def close(self):
        if self.draft is None:
            return
        self.flush()
        self.write_notes()
        self.marks = {}
        if not self.draft.body:
            self.put("text", "<p>{}</p>".format(_("Texte à écrire.")))
            self.remark(_("ce titre n'est suivi d'aucun texte."))

    def finish(self) -> list[Draft]:
        self.close()
        if self.title:
            if self.drafts:
                self.remarks.append(
                    Remark(
                        _("document"),
                        _(
                            "le titre général n'est pas repris : « %(title)s ». Chaque titre de niveau 1 ouvre une fiche."
                        )
                        % {"title": self.title},
                    )
                )
            else:
                self.current()
                self.close()
        for anchor, note in self.notes.items():
            if anchor not in self.cited and (text := text_of(note)):
                self.remarks.append(
                    Remark(
                        _("notes"),
                        _("note qu'aucun appel ne cite, non reprise : « %(text)s »")
                        % {"text": text},
                    )
                )
        return self.drafts

    def place(self) -> str:
        title = self.draft.title if self.draft else _("document")
        return f"{title} › {self.section}" if self.section else title

    def remark(self, message: str):
        remark = Remark(self.place(), message)
        kept = self.draft.remarks if self.draft else self.remarks
        if not kept or kept[-1] != remark:
            kept.append(remark)

    def shortened(self, text: str, length: int) -> str:
        if len(text) <= length:
            return text
        self.remark(_("texte abrégé, le voici en entier : « %(text)s »") % {"text": text})  # fmt: skip
        return Truncator(text).chars(length)

    # --- Blocks -------------------------------------------------------------------

    def put(self, kind: str, value):
        self.draft.body.append({"type": kind, "value": value})

    def flush(self):
        """End the text block that was being written, then show its pictures."""
        if self.text:
            self.put("text", "".join(self.text))
            self.text = []
        for source, alt in self.pictures:
            self.put_picture(source, alt)
        self.pictures = []

    def head(self, element: Element):
        self.current()
        self.flush()
        self.section = excerpt(text_of(element))
        if text := self.plain_of(element):
            self.put("heading", self.shortened(text, HEADING))
        self.flush()

    def block(self, element: Element):
        match element.tag:
            case "h3" | "h4" | "h5" | "h6":
                if element.tag != "h3":
                    self.remark(_("titres de niveau 4 et au-delà : repris en sous-titres."))  # fmt: skip
                self.say("h3", self.inline(element))
            case "ul" | "ol":
                self.text.append(self.list_of(element))
            case "blockquote":
                self.quote(element)
            case "table":
                self.table(element)
            case "pre":
                self.remark(_("code repris comme du texte ordinaire."))
                lines = (element.text or text_of(element)).strip("\n").split("\n")
                if len(element):
                    lines = "".join(element.itertext()).strip("\n").split("\n")
                self.say("p", "<br/>".join(escape(line) for line in lines))
            case _ if element.get("class") == "caption" and self.captions(element):
                pass
            case _:
                self.say("p", self.inline(element))
        if self.pictures:
            self.flush()

    def say(self, tag: str, html: str):
        if html.strip():
            self.text.append(f"<{tag}>{html.strip()}</{tag}>")

    def captions(self, element: Element) -> bool:
        """A caption goes with the picture above it; elsewhere it is a paragraph."""
        last = self.draft.body[-1] if self.draft.body and not self.text else None
        if last is None or last["type"] != "image" or last["value"]["caption"]:
            return False
        last["value"]["caption"] = self.shortened(self.plain_of(element), CAPTION)
        return True

    def quote(self, element: Element):
        parts = [self.plain_of(part) for part in flow(element)]
        self.flush()
        self.put("quotation", {"text": "\n".join(filter(None, parts)), "author": "", "role": "", "source_title": "", "source_url": ""})  # fmt: skip
        self.remark(
            _("citation « %(text)s » : donnez son auteur et sa source.")
            % {"text": excerpt(" ".join(parts))}
        )

    def put_picture(self, source: str, alt: str):
        number = source.removeprefix("picture:")
        if not (number.isdecimal() and 0 < int(number) <= len(self.reading.pictures)):
            self.remark(
                _("image « %(alt)s » non reprise, elle n'est pas dans le document : %(source)s")
                % {"alt": alt, "source": source}
            )  # fmt: skip
            return
        self.put("image", {"image": {"image": int(number), "decorative": False, "alt_text": alt}, "caption": ""})  # fmt: skip

    def table(self, table: Element):
        """Each row in words, « column: cell », since a body has no table."""
        rows, headings = grid(table, self.inline)
        self.remark(
            _("tableau de %(count)s lignes, repris en liste : « colonne : case ».")
            % {"count": len(rows) + (1 if headings else 0)}
        )
        items = []
        for row in rows:
            cells = [
                f"{heading} : {cell or '—'}" if heading else cell
                for heading, cell in zip(headings or [""] * len(row), row, strict=False)
            ]
            cells += row[len(headings) :] if headings else []
            items.append(" ; ".join(filter(None, cells)))
        if headings and not rows:
            items = [" ; ".join(headings)]
        if items := [f"<li>{item}</li>" for item in items if item]:
            self.text.append(f"<ul>{''.join(items)}</ul>")

    def list_of(self, element: Element) -> str:
        items = []
        for child in element:
            if child.tag == "li":
                items.append(f"<li>{self.item(child)}</li>")
            else:
                items.append(f"<li>{self.inline(child)}</li>")
        return f"<{element.tag}>{''.join(items)}</{element.tag}>"

    def item(self, li: Element) -> str:
        """An item: its lines, then the lists that it holds."""
        lines, lists = [], []
        for part in flow(li):
            if part.tag in ("ul", "ol"):
                lists.append(self.list_of(part))
            elif part.tag == "table":
                rows, headings = grid(part, self.inline)
                lines += [" ; ".join(row) for row in [headings, *rows] if row]
            elif part.tag == "blockquote":
                lines += [self.inline(inner) for inner in flow(part)]
            else:
                lines.append(self.inline(part))
        return "<br/>".join(filter(None, map(str.strip, lines))) + "".join(lists)

    # --- Words --------------------------------------------------------------------

    def plain_of(self, element: Element) -> str:
        """Text alone, where a block holds no more; its pictures follow it."""
        self.is_plain, before = True, self.is_plain
        text = bare(self.inline(element))
        self.is_plain = before
        return " ".join(text.split())

    def inline(self, element: Element) -> str:
        """The content of an element in the rich text of Wagtail."""
        parts = [self.words(element.text)]
        for child in element:
            parts += [self.inline_of(child), self.words(child.tail)]
        return "".join(parts)

    def inline_of(self, child: Element) -> str:
        if child.tag == "img":
            self.pictures.append((child.get("src", ""), child.get("alt", "")))
            return ""
        if child.tag == "br":
            return "<br/>"
        if child.tag == "a":
            return self.link(child)
        if child.tag == "sub":
            lowered = self.inline(child).translate(LOWERED)
            self.remark(_("indice « %(text)s » : à vérifier.") % {"text": lowered})
            return lowered
        if child.tag == "sup" and len(child) == 1 and child[0].tag == "a":
            # The mark of a note is raised already.
            return self.link(child[0])
        html = self.inline(child)
        if child.tag in TAGS:
            tag = TAGS[child.tag]
            return f"<{tag}>{html}</{tag}>" if html.strip() else html
        return f" {html} " if child.tag in BLOCKS | {"li", "td", "th", "tr"} else html

    def link(self, child: Element) -> str:
        href = child.get("href", "")
        if (anchor := href.removeprefix("#")) in self.notes:
            return self.mark(anchor)
        html = self.inline(child)
        if href.startswith(LINKS) and html.strip() and not self.is_plain:
            return f'<a href="{escape(href)}">{html}</a>'
        if html.strip():
            self.remark(
                _("lien « %(text)s » non repris : %(href)s")
                % {
                    "text": excerpt(bare(html)),
                    "href": href or _("son adresse n'est pas admise"),
                }
            )
        return html

    def words(self, text: str | None) -> str:
        """Escaped text, where `^{e}` is raised and `[^1]` is the mark of a note."""

        def raised(found):
            if found[2] is None:
                return f"<sup>{found[1]}</sup>" if found[1].strip() else ""
            return self.mark(found[2]) if found[2] in self.notes else found[0]

        return MARKS.sub(raised, escape(text or "", quote=False))

    # --- Notes --------------------------------------------------------------------

    def mark(self, anchor: str) -> str:
        number = self.marks.setdefault(anchor, len(self.marks) + 1)
        self.cited.add(anchor)
        if self.is_plain:
            self.remark(
                _("l'appel de la note %(number)s est dans un titre ou une citation : il n'est pas repris, la note l'est.")
                % {"number": number}
            )  # fmt: skip
            return ""
        return f"<sup>{number}</sup>"

    def write_notes(self):
        """The notes of a fiche: its sources, or numbered paragraphs if one is too long."""
        notes = [self.notes[anchor] for anchor in self.marks]
        sources = [source_of(note) for note in notes]
        if not notes:
            return
        if all(sources):
            self.put("sources", sources)
            return
        self.put("heading", _("Notes"))
        items = "".join(f"<li>{self.item(note)}</li>" for note in notes)
        self.put("text", f"<ol>{items}</ol>")


def source_of(note: Element) -> dict | None:
    """A note as a source: its words, and its address if it gives one and no more."""
    text = text_of(note)
    links = [link.get("href", "") for link in note.iter("a")]
    found = list(dict.fromkeys(filter(is_address, [*links, *ADDRESS.findall(text)])))
    links = [href for href in links if href and not href.startswith("#")]
    if len(text) > SOURCE or not text or len(found) > 1 or set(links) - set(found):
        return None
    return {"title": text, "publisher": "", "url": found[0] if found else "", "read_on": None}  # fmt: skip


def is_address(text: str) -> bool:
    try:
        URLValidator(["http", "https"])(text)
    except ValidationError:
        return False
    return True


def grid(table: Element, inline) -> tuple[list[list[str]], list[str]]:
    """The cells of a table row by row, merged cells repeated, and its column headings."""
    lines = [
        line
        for part in table
        for line in ([part] if part.tag == "tr" else part.findall("tr"))
    ]
    rows: list[dict[int, str]] = [{} for line in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line:
            while column in rows[number]:
                column += 1
            text = " ".join(inline(cell).split())
            for row in rows[number : number + span(cell, "rowspan")]:
                for offset in range(span(cell, "colspan")):
                    row[column + offset] = text
            column += span(cell, "colspan")
    cells = [[row.get(i, "") for i in range(max(row, default=-1) + 1)] for row in rows]
    cells = [row for row in cells if any(row)]
    has_headings = table.find("thead") is not None or (
        len(cells) > 1 and len(cells[0]) > 1 and all(cells[0])
    )
    return (cells[1:], cells[0]) if has_headings and cells else (cells, [])


def span(cell: Element, name: str) -> int:
    asked = cell.get(name, "1")
    return min(int(asked), WIDEST) if asked.isdecimal() and int(asked) else 1
