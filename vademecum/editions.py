"""
Editions: numbered states of the Vademecum, kept byte for byte, and what changed between.

An edition is a set of items (pages, style sheet, pictures, books, data), each with its
SHA-256; the edition's own seal covers its items, its note and the edition before it:

    sha256(n) = SHA-256( sha256(n-1) + everything that edition n states )
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from difflib import SequenceMatcher
from html.parser import HTMLParser

# What reads as one piece of text: the grain of a comparison.
PIECES = {"h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "figcaption", "caption"}
UNREAD = {"script", "style", "nav", "head", "footer"}
# The banner of an edition, and what leads from a text to its notes: never news.
APART = {("class", "frozen"), ("role", "doc-noteref"), ("role", "doc-backlink")}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def seal(edition, items: Iterable, previous: str) -> str:
    """The SHA-256 of all that an edition states and of the seal before it."""
    states = {
        "number": edition.number,
        "note": edition.note,
        "note_en": edition.note_en,
        "frozen_at": edition.frozen_at.astimezone(UTC).isoformat(),
        "items": sorted(
            [item.language, item.path, item.title, item.content_type, item.sha256]
            for item in items
        ),
    }
    text = json.dumps(states, ensure_ascii=False, sort_keys=True)
    return sha256((previous + text).encode())


# --- What changed between two editions ----------------------------------------------


class Pieces(HTMLParser):
    """The text of a page, cut into the pieces that a reader sees."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []
        self.unread = 0
        self.apart: str | None = None  # the tag that is open and is apart

    def handle_starttag(self, tag, attrs):
        if tag in UNREAD or (self.apart is None and not APART.isdisjoint(attrs)):
            self.unread += 1
            self.apart = self.apart or (None if tag in UNREAD else tag)
        if tag in PIECES:
            self.cut()
        elif tag in ("br", "td", "th"):
            self.text.append(" ")

    def handle_endtag(self, tag):
        if tag in UNREAD or tag == self.apart:
            self.unread = max(0, self.unread - 1)
            self.apart = None if tag == self.apart else self.apart
        if tag in PIECES:
            self.cut()

    def handle_data(self, data):
        if not self.unread:
            self.text.append(data)

    def cut(self):
        if piece := " ".join("".join(self.text).split()):
            self.found.append(piece)
        self.text = []


def pieces(html: str) -> list[str]:
    parser = Pieces()
    parser.feed(html)
    parser.close()
    parser.cut()
    return parser.found


@dataclass(frozen=True)
class Run:
    """A few words in a row: kept (« = »), taken away (« - ») or added (« + »)."""

    kind: str
    text: str


@dataclass
class PageChange:
    """What happened to one page from one edition to the next."""

    path: str
    title: str
    kind: str  # « added », « removed » or « changed »
    passages: list[list[Run]] = field(default_factory=list)


def compare(before: Iterable, after: Iterable) -> list[PageChange]:
    """The pages of one language that differ, in the order of the later edition."""
    old = {item.path: item for item in before if is_page(item)}
    new = {item.path: item for item in after if is_page(item)}
    gone = {path: item for path, item in old.items() if path not in new}
    changes = []
    for path, item in new.items():
        past = old.get(path) or renamed(item, gone)
        if past is None:
            changes.append(PageChange(path, item.title, "added"))
            continue
        gone.pop(past.path, None)
        if past.sha256 != item.sha256 and (
            passages := differences(pieces(text_of(past)), pieces(text_of(item)))
        ):
            changes.append(PageChange(path, item.title, "changed", passages))
    return changes + [
        PageChange(item.path, item.title, "removed") for item in gone.values()
    ]


def renamed(item, gone: dict):
    """The page that had another title, thus another address, and says most of the same."""
    said = set(pieces(text_of(item)))
    for past in gone.values():
        then = set(pieces(text_of(past)))
        if 2 * len(said & then) > max(len(said), len(then)):
            return past
    return None


def is_page(item) -> bool:
    return item.content_type.startswith("text/html")


def text_of(item) -> str:
    return bytes(item.content).decode()


def differences(before: list[str], after: list[str]) -> list[list[Run]]:
    """The passages that differ; one that was rewritten shows its words, not its whole."""
    passages = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = before[i1:i2], after[j1:j2]
        paired = min(len(old), len(new))
        for one, other in zip(old[:paired], new[:paired], strict=True):
            passages.append(rewritten(one, other))
        passages += [[Run("-", text)] for text in old[paired:]]
        passages += [[Run("+", text)] for text in new[paired:]]
    return passages


def rewritten(before: str, after: str) -> list[Run]:
    """One passage in two states, word by word."""
    old, new = before.split(" "), after.split(" ")
    runs = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            runs.append(Run("=", " ".join(old[i1:i2])))
            continue
        if i1 < i2:
            runs.append(Run("-", " ".join(old[i1:i2])))
        if j1 < j2:
            runs.append(Run("+", " ".join(new[j1:j2])))
    return runs
