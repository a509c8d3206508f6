"""
The HTML of a chapter as a tree, mended for books and written again.

What a page may allow itself is put right here: a heading that skips a level, a drawing
that says nothing, a link that leads where the book itself goes.
"""

import re
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element

import tinyhtml5

VOID = frozenset(["area", "br", "col", "hr", "img", "input", "wbr"])
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parse(html: str) -> Element:
    """The body of an HTML text: elements named without a namespace."""
    body = tinyhtml5.parse(html, namespace_html_elements=False).find("body")
    remove(body, lambda each: not isinstance(each.tag, str))  # comments
    remove(body, lambda each: name(each) == "svg" and each.get("aria-hidden"))
    level_headings(body)
    return body


def name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_html(element: Element) -> bool:
    """Not a part of a drawing, which refers to its own parts by their ids."""
    return not element.tag.startswith("{")


def first_words(element: Element) -> Element:
    """Where the text of an element begins: itself, or the first that it holds."""
    while len(element) and not squeezed(element.text).strip():
        element = element[0]
    return element


def remove(parent: Element, condition: Callable):
    """Take elements out, leaving the text that follows them."""
    for child in list(parent):
        if condition(child):
            place = list(parent).index(child)
            tail = child.tail or ""
            if place:
                before = parent[place - 1]
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(child)
        else:
            remove(child, condition)


def level_headings(body: Element):
    """After an h2 comes an h3 at most: a title never skips a level."""
    level = 0
    for element in [each for each in body.iter() if name(each) in HEADINGS]:
        level = min(int(element.tag[1]), level + 1)
        element.tag = f"h{level}"


def redirect(body: Element, target: Callable[[str], str]):
    """Lead each link where `target` says; a link to nowhere becomes plain text."""
    for link in body.iter("a"):
        href = link.get("href")
        if href is None:
            link.tag = "span"
        else:
            link.set("href", target(href))
            for unwanted in ("rel", "type", "hreflang", "target"):
                link.attrib.pop(unwanted, None)


def ids(body: Element) -> set[str]:
    return {element.get("id") for element in body.iter() if element.get("id")}


def serialise(element: Element) -> str:
    """An element and what follows it, as XHTML that is HTML too."""
    tag = name(element)
    attributes = "".join(
        f' {key.rpartition("}")[2]}="{escape(value)}"'
        for key, value in element.attrib.items()
    )
    tail = escape(element.tail or "", quote=False)
    if tag in VOID:
        return f"<{tag}{attributes}/>{tail}"
    return f"<{tag}{attributes}>{inner(element)}</{tag}>{tail}"


def inner(element: Element) -> str:
    text = escape(element.text or "", quote=False)
    return text + "".join(serialise(child) for child in element)


BLOCKS = frozenset(
    [
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "figcaption",
        "header",
        "li",
        "ol",
    ]
    + ["p", "section", "table", "tr", "ul", "caption", *HEADINGS]
)


def plain_text(body: Element) -> str:
    """The words alone, a blank line between paragraphs, notes in square brackets."""
    lines: list[str] = [""]

    def write(element: Element):
        tag, is_note = name(element), element.get("class") == "note"
        if tag in BLOCKS:
            lines.append("")
        if tag == "li":
            lines[-1] += "– "
        lines[-1] += " [" if is_note else ""
        lines[-1] += squeezed(element.text)
        for child in element:
            write(child)
            lines[-1] += squeezed(child.tail)
        lines[-1] += "]" if is_note else ""
        if tag == "img":
            lines[-1] += f"[{element.get('alt')}]"
        if tag in ("td", "th"):
            lines[-1] += " | "
        if tag == "br" or tag in BLOCKS:
            lines.append("")

    write(body)
    kept = [line.strip(" |\n") for line in lines]
    return "\n\n".join(line for line in kept if line and line != "–") + "\n"


def squeezed(text: str | None) -> str:
    """Line breaks and indentation as one space; no-break spaces are kept."""
    return re.sub(r"[ \n\t\r]+", " ", text or "")
