"""The links of terms in HTML: where they may stand, and where they must not."""

import html as markup
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape

from core.typography import LANGUAGE, TOKEN, VOID

from .forms import Glossary

NO_PROSE = frozenset(
    [
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "button",
        "summary",
        "form",
        "label",
        "legend",
        "option",
        "code",
        "pre",
        "kbd",
        "samp",
        "blockquote",
        "q",
        "cite",
        "figure",
        "figcaption",
        "caption",
        "dfn",
        "dt",
        "svg",
        "math",
        "nav",
        "title",
        "style",
        "script",
        "textarea",
        "template",
    ]
)
# Names, titles and sources that are no running text, by the class of their component.
APART = frozenset(
    [
        "definition",
        "measure",
        "contact",
        "sources",
        "small",
        "key_point-title",
        "example-place",
        "dates-when",
        "medoc",
        "media",
    ]
)
# An element of this kind may begin or end inside a word.
INSIDE_A_WORD = frozenset(
    ["a", "abbr", "b", "em", "i", "mark", "small", "span", "strong", "u", "wbr"]
)
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
CLASS = re.compile(r"""(?<![\w-])class=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)
HREF = re.compile(r"""(?<![\w-])href=(?:"([^"]*)"|'([^']*)')""", re.I)


@dataclass(frozen=True)
class Element:
    """An element that is open, and what it makes of the text inside."""

    name: str
    is_apart: bool
    language: str


def link_terms(html: str, glossary: Glossary, href: str) -> str:
    """
    The same HTML, where each term leads to its definition the first time it is said.

    Never in a link, a title, a form, a quotation, a caption, a definition, nor in
    another language than the page's. Nothing else changes, and doing it twice neither.
    """
    if not glossary.starts or not href:
        return html
    parts = TOKEN.split(html)  # text, tag, name of an element that is no prose, text, …
    texts, tags = parts[::3], parts[1::3]
    opened = [Element("", False, glossary.language)]
    linked: set[str] = set()
    printed = []
    for place, text in enumerate(texts):
        here = opened[-1]
        may_link = not here.is_apart and here.language == glossary.language
        if may_link and text and not text.isspace() and "<" not in text:
            text = with_links(text, place, texts, tags, glossary, href, linked)
        printed.append(text)
        if place < len(tags):
            printed.append(tags[place])
            follow(tags[place], opened)
            if (slug := leads_to(tags[place], href)) is not None:
                linked.add(slug)
    return "".join(printed)


def with_links(text, place, texts, tags, glossary, href, linked) -> str:
    pieces, done = [], 0
    for start, end, slug in glossary.find(text):
        if slug in linked:
            continue
        if start == 0 and is_cut(reversed(texts[:place]), reversed(tags[:place]), -1):
            continue
        if end == len(text) and is_cut(texts[place + 1 :], tags[place:], 0):
            continue
        linked.add(slug)
        address = escape(f"{href}#{slug}")
        pieces += [text[done:start], f'<a class="term" href="{address}">']
        pieces += [text[start:end], "</a>"]
        done = end
    return "".join([*pieces, text[done:]])


def is_cut(texts: Iterable[str], tags: Iterable[str], edge: int) -> bool:
    """The word goes on beyond a tag: « mé<b>salliance</b> », « alliance<i>-test</i> »."""
    for tag, text in zip(tags, texts, strict=False):
        name = NAME.match(tag)
        if name is None or name[1].lower() not in INSIDE_A_WORD:
            return False
        if text:
            letter = text[edge]
            return (
                letter.isalnum() or letter in "-_‐‑" or "\u0300" <= letter <= "\u036f"
            )
    return False


def follow(tag: str, opened: list[Element]):
    """Keep the list of open elements after this tag."""
    if (found := NAME.match(tag)) is None:
        return
    name = found[1].lower()
    if tag.startswith("</"):
        for depth in range(len(opened) - 1, 0, -1):
            if opened[depth].name == name:
                del opened[depth:]
                return
    elif name not in VOID and not tag.endswith("/>") and "</" not in tag:
        around = opened[-1]
        classes = CLASS.search(tag)
        words = set("".join(group or "" for group in classes.groups()).split()) if classes else set()  # fmt: skip
        spoken = LANGUAGE.search(tag)
        opened.append(
            Element(
                name,
                around.is_apart or name in NO_PROSE or not APART.isdisjoint(words),
                spoken[1].lower() if spoken else around.language,
            )
        )


def leads_to(tag: str, href: str) -> str | None:
    """The slug of the term that a link of this page already leads to."""
    if not tag.startswith("<a ") or (found := HREF.search(tag)) is None:
        return None
    address = markup.unescape(found[1] or found[2] or "")
    return address[len(href) + 1 :] if address.startswith(f"{href}#") else None
