"""
What a mail says, as parts: its text and its HTML are made of the same words.

Everything is plain text: the templates escape it, the typography is that of the language.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Self

from django.template.loader import render_to_string
from django.utils.translation import override

from core.typography import typeset, typeset_html

URL = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Heading:
    text: str
    kind = "heading"


@dataclass(frozen=True)
class Said:
    """Words in a language of their own: a title that nobody has translated."""

    text: str
    language: str

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class Paragraph:
    text: str | Said
    kind = "paragraph"


@dataclass(frozen=True)
class Button:
    """What the reader is asked to do; a mail has one, or none."""

    label: str
    url: str
    kind = "button"


@dataclass(frozen=True)
class Facts:
    """What and when: names and values."""

    rows: tuple[tuple[str, str | Said], ...]
    kind = "facts"


@dataclass(frozen=True)
class Item:
    title: str
    url: str = ""
    text: str = ""
    language: str = ""  # of the title, when it is not that of the letter


@dataclass(frozen=True)
class Items:
    rows: tuple[Item, ...]
    kind = "items"


@dataclass(frozen=True)
class Letter:
    language: str
    subject: str
    parts: tuple
    why: str = ""  # why one receives it
    leave: tuple[str, str] | None = None  # how one stops it: label and address
    title: str = ""  # the subject, unless it says another thing
    online: tuple[str, str] | None = None  # where it is read on the web: label, address

    @property
    def heading(self) -> str:
        return self.title or self.subject


@dataclass(frozen=True)
class Written:
    """A letter made into a mail; many copies of it may differ by a few words."""

    language: str
    subject: str
    text: str
    html: str

    def replacing(self, old: str, new: str) -> Self:
        """A copy for somebody: what is replaced stands in text and HTML alike."""
        return replace(
            self, text=self.text.replace(old, new), html=self.html.replace(old, new)
        )


@dataclass(frozen=True)
class File:
    name: str
    type: str
    text: str = field(repr=False)


def render(letter: Letter) -> Written:
    language = letter.language
    with override(language):
        context = {"letter": letter}
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    # A title cannot add a header: a subject is one line.
    subject = typeset(" ".join(letter.subject.split()), language)
    return Written(
        language=language,
        subject=subject if len(subject) <= 200 else f"{subject[:199]}…",
        text=typeset_words(text.strip(), language) + "\n",
        html=typeset_html(html, language),
    )


def typeset_words(text: str, language: str) -> str:
    """A text, typeset but for its addresses: « -2e- » in a link is no ordinal."""
    parts = URL.split(text)
    return "".join(
        part if place % 2 else typeset(part, language)
        for place, part in enumerate(parts)
    )
