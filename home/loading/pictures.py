"""
The drawings of the first image library: threads and knots, in the hues of the site.

Made here rather than committed as files: the same key always makes the same picture.
"""

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1600, 1000)
SCALE = 2  # drawn twice as large, then reduced: smooth lines
PAPER = "#F1ECE3"
LINE = "#D9CFBF"
HUES = {
    "brand": "#19486A",
    "capitaliser": "#0E6655",
    "evaluer": "#855300",
    "modeliser": "#6A2C70",
    "faire-valoir": "#A3381C",
}


class Canvas:
    """A sheet of paper with one ink and one pencil."""

    def __init__(self, hue: str, seed: str):
        self.width, self.height = (side * SCALE for side in SIZE)
        self.image = Image.new("RGB", (self.width, self.height), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.ink = HUES[hue]
        self.random = random.Random(seed)

    def thread(
        self, y: float, swing: float, phase: float, width: int = 6, ink: str = ""
    ):
        points = [
            (x, y + swing * math.sin(phase + x / self.width * 2.2 * math.pi))
            for x in range(-20, self.width + 40, 20)
        ]
        self.draw.line(points, fill=ink or self.ink, width=width * SCALE, joint="curve")

    def ring(
        self,
        x: float,
        y: float,
        radius: float,
        width: int = 6,
        ink: str = "",
        fill=None,
    ):
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse(box, outline=ink or self.ink, width=width * SCALE, fill=fill)

    def knot(self, x: float, y: float, radius: float, width: int = 8):
        """Two interlaced circles: the second passes over, then under, the first."""
        left, right = x - radius * 0.55, x + radius * 0.55
        self.ring(left, y, radius, width)
        self.ring(right, y, radius, width)
        gap = width * SCALE * 2.2
        # Where the circles cross, below: the first one is brought back on top.
        cross = math.degrees(math.acos(0.55))
        box = (left - radius, y - radius, left + radius, y + radius)
        span = math.degrees(gap / radius)
        for ink, extra, thick in ((PAPER, 0, 2.4), (self.ink, 2, 1)):
            self.draw.arc(
                box,
                cross - span - extra,
                cross + span + extra,
                ink,
                int(width * SCALE * thick),
            )

    def png(self) -> bytes:
        out = BytesIO()
        self.image.resize(SIZE, Image.LANCZOS).quantize(64).save(
            out, "PNG", optimize=True
        )
        return out.getvalue()


def thread(canvas: Canvas):
    for step in range(5):
        canvas.thread(canvas.height * (0.2 + step * 0.15), 90, step * 0.7, 3, LINE)
    canvas.thread(canvas.height * 0.52, 240, 0.4, 9)
    canvas.knot(canvas.width * 0.66, canvas.height * 0.42, 190)


def season(canvas: Canvas):
    y = canvas.height * 0.55
    canvas.thread(y, 30, 0, 6)
    for step in range(12):
        x = canvas.width * (0.06 + step * 0.08)
        height = y + 30 * math.sin(x / canvas.width * 2.2 * math.pi)
        is_third = step % 4 == 2
        canvas.ring(x, height, 52, 6, fill=canvas.ink if step < 8 else PAPER)
        if is_third:
            canvas.ring(x, height, 82, 4)


def braid(canvas: Canvas):
    for strand in range(3):
        canvas.thread(canvas.height * 0.5, 250, strand * 2 * math.pi / 3, 10)
    for step in range(7):
        x = canvas.width * (0.08 + step * 0.14)
        for strand in range(3):
            y = canvas.height * 0.5 + 250 * math.sin(
                strand * 2 * math.pi / 3 + x / canvas.width * 2.2 * math.pi
            )
            canvas.ring(x, y, 34, 6, fill=PAPER)


def layers(canvas: Canvas):
    for step in range(9):
        radius = 240 + step * 130
        canvas.ring(canvas.width * 0.5, canvas.height * 1.05, radius, 12 - step)


def ring(canvas: Canvas):
    x, y, radius = canvas.width * 0.5, canvas.height * 0.5, 620
    canvas.ring(x, y, radius, 10)
    canvas.ring(x, y, radius * 0.55, 5)
    for step in range(60):
        angle = step * math.pi / 30
        length = 110 if step % 5 == 0 else 55
        outer, inner = radius - 40, radius - 40 - length
        canvas.draw.line(
            [
                (x + outer * math.cos(angle), y + outer * math.sin(angle)),
                (x + inner * math.cos(angle), y + inner * math.sin(angle)),
            ],
            fill=canvas.ink,
            width=(8 if step % 5 == 0 else 4) * SCALE,
        )


def lattice(canvas: Canvas):
    step = 250
    points = [
        (x + (step / 2 if row % 2 else 0), row * step * 0.86 + 120)
        for row in range(9)
        for x in range(-step, canvas.width + step, step)
    ]
    for x, y in points:
        for dx, dy in ((step, 0), (step / 2, step * 0.86), (-step / 2, step * 0.86)):
            canvas.draw.line([(x, y), (x + dx, y + dy)], fill=LINE, width=4 * SCALE)
    for x, y in points:
        chosen = canvas.random.random() < 0.4
        canvas.ring(x, y, 34, 7, fill=canvas.ink if chosen else PAPER)


def ripple(canvas: Canvas):
    for step in range(11):
        canvas.ring(
            canvas.width * 0.34, canvas.height * 0.5, 70 + step * 150, max(2, 12 - step)
        )
    canvas.ring(canvas.width * 0.34, canvas.height * 0.5, 40, 6, fill=canvas.ink)


def knot(canvas: Canvas):
    canvas.thread(canvas.height * 0.5, 60, 0.4, 4, LINE)
    canvas.thread(canvas.height * 0.5, -60, 0.4, 4, LINE)
    canvas.knot(canvas.width * 0.5, canvas.height * 0.5, 480, 14)


MOTIFS = {
    motif.__name__: motif
    for motif in (thread, season, braid, layers, ring, lattice, ripple, knot)
}


def drawing(motif: str, hue: str, seed: str) -> bytes:
    """A PNG of 1600 × 1000 pixels."""
    canvas = Canvas(hue, seed)
    MOTIFS[motif](canvas)
    return canvas.png()
