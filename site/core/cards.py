"""
The picture of a shared link: 1200 × 630, drawn from a title or a figure.

Paper, ink, one thread and its knot, in the hue of the pillar. The address of a card holds
the digest of what is on it: it never changes, and caches keep it for ever; what a page
says anew has another address.
"""

import hashlib
import math
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.cache import cache as kept
from PIL import Image, ImageDraw, ImageFont

from core.typography import typeset

WIDTH, HEIGHT = 1200, 630
HEAVIEST = 60_000  # bytes
# To change when the same words make another picture.
EDITION = 1
KEEP = 30 * 24 * 3600  # seconds
PAPER, INK, MUTED, RULE = "#FBF8F3", "#18212B", "#55606B", "#D9CFBF"
HUES = {
    "": "#19486A",
    "capitaliser": "#0E6655",
    "evaluer": "#855300",
    "modeliser": "#6A2C70",
    "faire-valoir": "#A3381C",
}
SIGNATURE = "Faire alliance"
MARGIN = 84
COLUMN = WIDTH - 2 * MARGIN
KNOT = 7  # the width of its line
# Drawn twice as large, then reduced: smooth lines.
SCALE = 2
# What the font has, beyond ASCII: a test compares.
LETTERS = "£§©«°±²³·»ÀÂÄÆÇÈÉÊËÎÏÔÖ×ÙÛÜàáâäæçèéêëíîïñóôöùúûüÿŒœ\u2009\u2011–—‘’“”„•…\u202f€−\u00a0"


@dataclass(frozen=True)
class Card:
    """What a card says, as editors wrote it."""

    title: str
    language: str
    above: str = ""  # the kind of thing, its day
    value: str = ""  # of a figure: in very large, and the title says what it counts
    below: str = ""  # its source
    pillar: str = ""

    @property
    def digest(self) -> str:
        told = repr((EDITION, astuple(self)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def png(card: Card) -> bytes:
    """The picture of a card, drawn once."""
    return kept.get_or_set(f"card:{card.digest}", lambda: draw(card), KEEP)


def draw(card: Card) -> bytes:
    sheet = Sheet(HUES.get(card.pillar, HUES[""]))
    top = MARGIN - 12
    if card.above:
        sheet.write(fitted(_said(card.above, card), Type(30), 1), top, sheet.hue)
        top += 62
    title = _said(card.title, card)
    if card.value:
        numeral = largest(_said(card.value, card), (210, 180, 150, 120, 90), 240)
        top = sheet.write(fitted(_said(card.value, card), numeral, 1), top, INK) + 10
        top = sheet.write(fitted(title, Type(44), 3), top, INK) + 12
        sheet.write(fitted(_said(card.below, card), Type(26), 1), top, MUTED)
    else:
        room = HEIGHT - 168 - top
        type = largest(title, (116, 104, 92, 80, 70, 62, 54, 48), room)
        sheet.write(fitted(title, type, int(room // type.leading)), top, INK)
    sheet.sign()
    return sheet.png()


# --- Words ------------------------------------------------------------------------


def _said(text: str, card: Card) -> str:
    """As its language prints it, with the letters that the font has."""
    text = typeset(" ".join(str(text).split()), card.language)
    return "".join(map(_drawn, text))


def _drawn(letter: str) -> str:
    if " " <= letter <= "~" or letter in LETTERS:
        return letter
    simpler = unicodedata.normalize("NFKD", letter)
    return "".join(each for each in simpler if " " <= each <= "~" or each in LETTERS)


@cache
def _file() -> bytes:
    return Path(finders.find("fonts/bricolage.woff2")).read_bytes()


@dataclass(frozen=True)
class Type:
    """The font in a size."""

    size: int
    weight: int = 400

    @property
    def leading(self) -> float:
        return self.size * (1.14 if self.weight > 400 else 1.24)

    def font(self, scale: int = 1) -> ImageFont.FreeTypeFont:
        # One for each drawing: a font is not to be shared between threads.
        found = ImageFont.truetype(BytesIO(_file()), self.size * scale)
        found.set_variation_by_axes([self.weight])
        return found


@dataclass(frozen=True)
class Lines:
    type: Type
    lines: list[str]


def wrapped(text: str, measure, most: float) -> list[str]:
    """Lines that fit; only an ordinary space ends one, but a word wider than the card."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if measure(longer) <= most:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        while measure(word) > most:
            cut = max(1, int(len(word) * most / measure(word)) - 1)
            lines[-1], word = word[:cut], word[cut:]
            lines.append("")
        lines[-1] = word
    return lines


def largest(text: str, sizes: tuple[int, ...], room: float) -> Type:
    """The largest size in which a text takes no more than that height."""
    for size in sizes:
        type = Type(size, 700)
        lines = wrapped(text, type.font().getlength, COLUMN)
        if len(lines) * type.leading <= room:
            break
    return type


def fitted(text: str, type: Type, most: int) -> Lines:
    """Lines of about the same width; what does not fit is cut, and shown to be."""
    measure = type.font().getlength
    lines = wrapped(text, measure, COLUMN)
    if len(lines) > most:
        last = lines[most - 1]
        while measure(f"{last}…") > COLUMN:
            last = last.rpartition(" ")[0] or last[:-1]
        return Lines(type, [*lines[: most - 1], f"{last.rstrip(' .,;:·–')}…"])
    for width in range(COLUMN, COLUMN // 2, -20):
        narrower = wrapped(text, measure, width)
        if len(narrower) > most or len(narrower) > len(lines):
            break
        lines = narrower
    return Lines(type, lines)


# --- Drawing ----------------------------------------------------------------------


class Sheet:
    def __init__(self, hue: str):
        self.hue = hue
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, said: Lines, top: float, ink: str) -> float:
        """Write lines from a height on; where they end."""
        drawn = said.type.font(SCALE)
        for line in said.lines:
            self.draw.text((MARGIN * SCALE, top * SCALE), line, font=drawn, fill=ink)
            top += said.type.leading
        return top

    def sign(self):
        """The thread from edge to edge, its knot, who speaks."""
        y, signature = HEIGHT - 92, Type(32, 700)
        self.thread(y)
        end = MARGIN + signature.font().getlength(SIGNATURE)
        self.blank(MARGIN - 16, y - 30, end + 16, y + 30)
        self.write(Lines(signature, [SIGNATURE]), y - 20, INK)
        self.knot(WIDTH - MARGIN - 62, y, 36)

    def blank(self, *box: float):
        self.draw.rectangle([edge * SCALE for edge in box], fill=PAPER)

    def thread(self, y: float):
        points = [
            (x * SCALE, (y + 13 * math.sin(x / WIDTH * 3.2 * math.pi)) * SCALE)
            for x in range(-10, WIDTH + 11, 5)
        ]
        self.draw.line(points, fill=self.hue, width=5 * SCALE, joint="curve")

    def knot(self, x: float, y: float, radius: float):
        """Two circles, tied: above, one passes over the other; below, under it."""
        half = radius * 0.6
        self.blank(x - half - radius, y - radius, x + half + radius, y + radius)
        left, right = (x - half, y, radius), (x + half, y, radius)
        turn = math.degrees(math.acos(half / radius))
        self.arc(left, 0, 360, INK)
        self.arc(right, 180, 270, PAPER, aside=6)
        self.arc(right, 0, 360, self.hue)
        self.arc(left, turn - 24, turn + 24, PAPER, aside=6)
        self.arc(left, turn - 34, turn + 34, INK)

    def arc(self, circle, start: float, end: float, ink: str, aside: float = 0):
        """A part of a circle, as wide as the knot is, or wider on both sides."""
        x, y, radius = circle
        edge = radius + KNOT / 2 + aside
        box = [at * SCALE for at in (x - edge, y - edge, x + edge, y + edge)]
        width = round((KNOT + 2 * aside) * SCALE)
        self.draw.arc(box, start, end, fill=ink, width=width)

    def png(self) -> bytes:
        picture = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        for colours in (64, 32, 16):
            out = BytesIO()
            flat = picture.quantize(colours, dither=Image.Dither.NONE)
            flat.save(out, "PNG", optimize=True)
            if out.tell() <= HEAVIEST:
                break
        return out.getvalue()
