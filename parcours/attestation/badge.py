"""
The badge: two circles that make a knot, inside a thread that has a knot for each étape.

One list of shapes, drawn twice, as SVG and as PNG. The credential is baked into either, as
Open Badges 3.0 says: whoever receives the picture receives what proves it.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from django.utils.html import escape
from PIL import Image, ImageDraw

from parcours.models import Attestation

SIDE, MIDDLE = 512, 256
PAPER, NAVY, SKY = "#fbf8f3", "#19486a", "#8ec3e6"
FINE = 4  # drawn so many times larger, then reduced: smooth edges
CHUNK = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


@dataclass(frozen=True)
class Disc:
    x: float
    y: float
    radius: float
    colour: str

    def as_svg(self) -> str:
        return f'<circle cx="{self.x:g}" cy="{self.y:g}" r="{self.radius:g}" fill="{self.colour}"/>'

    def draw(self, on: ImageDraw.ImageDraw):
        on.ellipse(box(self.x, self.y, self.radius), fill=self.colour)


@dataclass(frozen=True)
class Arc:
    """Part of a circle, clockwise from one angle to another; 0 is three o'clock."""

    x: float
    y: float
    radius: float
    start: float
    end: float
    width: float
    colour: str

    def as_svg(self) -> str:
        (x1, y1), (x2, y2) = (
            (self.x + self.radius * cos(a * pi / 180), self.y + self.radius * sin(a * pi / 180))
            for a in (self.start, self.end)
        )  # fmt: skip
        large = int(self.end - self.start > 180)
        return (
            f'<path d="M{x1:.2f} {y1:.2f}A{self.radius:g} {self.radius:g} 0 {large} 1 {x2:.2f} {y2:.2f}"'
            f' fill="none" stroke="{self.colour}" stroke-width="{self.width:g}"/>'
        )

    def draw(self, on: ImageDraw.ImageDraw):
        around = box(self.x, self.y, self.radius + self.width / 2)
        on.arc(around, self.start, self.end, self.colour, round(self.width * FINE))


def box(x: float, y: float, radius: float) -> list[float]:
    return [FINE * each for each in (x - radius, y - radius, x + radius, y + radius)]


def shapes(knots: int) -> list[Disc | Arc]:
    found = [
        Disc(MIDDLE, MIDDLE, 256, PAPER),
        Disc(MIDDLE, MIDDLE, 231, NAVY),
        Disc(MIDDLE, MIDDLE, 225, PAPER),
        Disc(MIDDLE, MIDDLE, 186, NAVY),
    ]
    size = min(15, 560 / max(knots, 1))
    for place in range(knots):
        angle = 2 * pi * place / knots - pi / 2
        x, y = MIDDLE + 228 * cos(angle), MIDDLE + 228 * sin(angle)
        found += [Disc(x, y, size + 5, PAPER), Disc(x, y, size, NAVY)]
    # Each circle passes under the other one once: cut there, at 60° of its own centre.
    return [
        *found,
        Arc(MIDDLE - 42, MIDDLE, 84, 60 + 23, 360 + 60 - 23, 24, PAPER),
        Arc(MIDDLE + 42, MIDDLE, 84, 240 + 23, 360 + 240 - 23, 24, SKY),
    ]


def svg(knots: int, attributes: str = "", inside: str = "") -> str:
    """The drawing alone; something that a word beside it says."""
    drawn = "".join(shape.as_svg() for shape in shapes(knots))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{attributes} viewBox="0 0 {SIDE} {SIDE}">'
        f"{inside}{drawn}</svg>"
    )


@lru_cache(maxsize=32)
def png(knots: int) -> bytes:
    picture = Image.new("RGBA", (SIDE * FINE, SIDE * FINE), "#fbf8f300")
    pen = ImageDraw.Draw(picture)
    for shape in shapes(knots):
        shape.draw(pen)
    out = io.BytesIO()
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


# --- Baking -----------------------------------------------------------------------


def baked_svg(attestation: Attestation) -> str:
    held = attestation.credential.replace("]]>", "]]]]><![CDATA[>")
    return svg(
        knots_of(attestation),
        f' xmlns:openbadges="{NAMESPACE}" width="{SIDE}" height="{SIDE}" role="img"',
        f"<openbadges:credential><![CDATA[{held}]]></openbadges:credential>"
        f"<title>{escape(title_of(attestation))}</title>",
    )


def baked_png(attestation: Attestation) -> bytes:
    """The credential goes in a text chunk of its own, uncompressed, before the end."""
    text = CHUNK + b"\0" + b"\0\0" + b"\0" + b"\0" + attestation.credential.encode()
    plain = png(knots_of(attestation))
    end = plain.rindex(b"IEND") - 4
    chunk = struct.pack(">I", len(text)) + b"iTXt" + text
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + text))
    return plain[:end] + chunk + plain[end:]


def knots_of(attestation: Attestation) -> int:
    return len(words_of(attestation)["etapes"])


def title_of(attestation: Attestation) -> str:
    return words_of(attestation)["title"]


def words_of(attestation: Attestation) -> dict:
    return attestation.achievement.words("fr")
