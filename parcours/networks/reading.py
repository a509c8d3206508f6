"""
A change as somebody in a hurry reads it: line by line, and word by word in a line.

A block is read through its own definition: each part has the label that editors know, a
list of answers is compared answer by answer, a chosen page or figure is shown by its name.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from wagtail import blocks

from . import contents
from .merging import Change, Kind

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_WORDS = 3000  # beyond, the comparison of two texts is by paragraphs
LEAST_ALIKE = (
    0.3  # below, two texts are shown whole: scattered common words help nobody
)
KEPT = 90  # characters around a change, in a long text that did not change
LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ITEM, END = re.compile(r"<li\b[^>]*>"), re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


@dataclass(frozen=True)
class Piece:
    """Some words: the same as before, written since (« ins ») or taken off (« del »)."""

    words: str
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """A part of a block that is not the same everywhere."""

    label: str
    source: list[Piece]
    ours: list[Piece]

    @property
    def before(self) -> list[Piece]:
        """What the source said when it was borrowed, with what it took off since."""
        return [piece for piece in self.source if piece.mark != "ins"]

    @property
    def after(self) -> list[Piece]:
        """What the source says, with what it wrote."""
        return [piece for piece in self.source if piece.mark != "del"]

    @property
    def own(self) -> list[Piece]:
        """What the network says, with what it wrote."""
        return [piece for piece in self.ours if piece.mark != "del"]


@dataclass(frozen=True)
class Reading:
    """A change, with the words that show it."""

    change: Change
    what: str
    excerpt: str
    lines: list[Line]


def read(change: Change, here: dict) -> Reading:
    """`here` gives the blocks that the network sees, by id: what moved is named by them."""
    if change.kind == Kind.MOVED:
        return Reading(change, _("Ordre des blocs"), "", [order_line(change, here)])
    if ":" not in change.key:
        field = contents.field(change.key)
        versions = [str(value) for value in (change.base, change.source, change.ours)]
        return Reading(
            change, capfirst(str(field.verbose_name)), "", [line("", *versions)]
        )
    block = next(b for b in (change.source, change.base, change.ours) if b)
    definition = contents.stream_block(change.field).child_blocks[block["type"]]
    parts = [parts_of(each) for each in (change.base, change.source, change.ours)]
    lines = [
        line(label, *(some.get(key, ("", ""))[1] for some in parts))
        for key, label in labels(parts).items()
        if len({some.get(key, ("", ""))[1] for some in parts}) > 1
    ]
    if not lines:
        lines = [line("", _("mise en forme d'avant"), _("autre mise en forme"), "")]
    return Reading(change, capfirst(str(definition.label)), excerpt_of(block), lines)


def labels(parts: list[dict]) -> dict[str, str]:
    """The parts of all versions, each once, in the order that the source gives."""
    found = {}
    for some in (parts[1], parts[0], parts[2]):
        for key, (label, _words) in some.items():
            found.setdefault(key, label)
    return found


# --- The words of a block ---------------------------------------------------------


def parts_of(block: dict | None) -> dict[str, tuple[str, str]]:
    """What a block says: its parts, each with a label and words."""
    if block is None:
        return {}
    for name in contents.STREAMS:
        definition = contents.stream_block(name).child_blocks.get(block["type"])
        if definition:
            return dict(walk(definition, block["value"], "", ""))
    return {"": ("", str(block["value"]))}


def walk(definition, value, key: str, label: str):
    if isinstance(definition, blocks.StructBlock):
        for name, child in definition.child_blocks.items():
            child_label = " › ".join(filter(None, [label, capfirst(str(child.label))]))
            yield from walk(
                child, (value or {}).get(name), f"{key}.{name}", child_label
            )
    elif isinstance(definition, blocks.ListBlock):
        for place, item in enumerate(value or [], 1):
            is_named = isinstance(item, dict) and item.get("type") == "item"
            own = item["value"] if is_named else item
            name = item.get("id", place) if is_named else place
            yield from walk(definition.child_block, own, f"{key}.{name}", f"{label} {place}")  # fmt: skip
    else:
        yield key, (label, words_of(definition, value))


def words_of(definition, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(definition, blocks.RichTextBlock):
        return plain(value)
    if isinstance(definition, blocks.ChoiceBlock):
        return str(dict(flat_choices(definition)).get(value, value))
    if isinstance(definition, blocks.ChooserBlock):
        chosen = definition.to_python(value)
        return str(chosen) if chosen else _("(n'existe plus)")
    return str(value)


def flat_choices(definition):
    for value, label in definition.field.choices:
        yield from label if isinstance(label, (list, tuple)) else [(value, label)]


def plain(html: str) -> str:
    """Rich text with its paragraphs, its bullets and where its links lead."""
    text = LINK.sub(r"\2 [\1]", html)
    text = END.sub("\n", ITEM.sub("• ", text))
    return re.sub(r"\n{2,}", "\n", unescape(strip_tags(text))).strip()


def excerpt_of(block: dict) -> str:
    words = next((words for _label, words in parts_of(block).values() if words), "")
    return Truncator(words.replace("\n", " ")).chars(70)


# --- Differences ------------------------------------------------------------------


def line(label: str, base: str, source: str, ours: str) -> Line:
    return Line(label, difference(base, source), difference(base, ours))


def order_line(change: Change, here: dict) -> Line:
    """The blocks in both orders; those that changed places are marked."""
    ways = [ordered(change.base, keys, here) for keys in (change.source, change.ours)]
    return Line("", *ways)


def ordered(before: list[str], after: list[str], here: dict) -> list[Piece]:
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, before, after, False
    ).get_opcodes():
        if tag == "equal":
            pieces += [Piece(named(key, here)) for key in after[j1:j2]]
        else:
            pieces += [Piece(named(key, here), "del") for key in before[i1:i2]]
            pieces += [Piece(named(key, here), "ins") for key in after[j1:j2]]
    return pieces


def named(key: str, here: dict) -> str:
    block = here.get(key)
    return f"• {excerpt_of(block)}\n" if block else "• …\n"


def difference(before: str, after: str) -> list[Piece]:
    """The words of `after`, and those of `before` that left, marked."""
    found = runs(before, after)
    same = sum(len(come.strip()) for is_same, _gone, come in found if is_same)
    if same < LEAST_ALIKE * max(len(before), len(after)):
        found = [[False, before, after]]
    pieces = []
    for place, (is_same, gone, come) in enumerate(found):
        if is_same:
            come = shortened(come, starts=place == 0, ends=place == len(found) - 1)
            pieces.append(Piece(come))
        else:
            pieces += [Piece(gone, "del")] * bool(gone)
            pieces += [Piece(come, "ins")] * bool(come)
    return pieces


def runs(before: str, after: str) -> list:
    """[is the same, words of before, words of after], one after the other."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        is_same = tag == "equal"
        # Words change together: a space between two changes is part of them.
        if found and not found[-1][0] and (not is_same or not come.strip()):
            found[-1][1:] = [found[-1][1] + gone, found[-1][2] + come]
        else:
            found.append([is_same, gone, come])
    return found


def shortened(words: str, *, starts: bool, ends: bool) -> str:
    """A long text that did not change, as what surrounds a change; whole if it is short."""
    if len(words) <= 3 * KEPT:
        return words
    if starts and ends:
        return words[: 2 * KEPT].rpartition(" ")[0] + " […]"
    head = "" if starts else words[:KEPT].rpartition(" ")[0] + " "
    tail = "" if ends else " " + words[-KEPT:].partition(" ")[2]
    return f"{head}[…]{tail}"
