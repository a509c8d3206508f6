"""
The geometry of the thread: a braid of three strands that pass over and under each other.

A strand is y = A·sin(x + 2πi/3), its depth sin(2x + 4πi/3): the usual closed braid. Where it
passes under another one the line is cut, so that the drawing needs no ground colour.
"""

from datetime import datetime, time
from functools import cache
from itertools import groupby
from math import cos, pi, sin

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()

DIMENSIONS = ("operationnelle", "strategique", "politique")
STEP = 36  # from one knot of the braid to the next
BRAID_HEIGHT = 104
MIDDLE = BRAID_HEIGHT / 2


@register.simple_tag
def braid_strands():
    """The three lines of the roadmap's braid, behind its twenty-one knots."""
    return _braid()


@register.simple_tag
def braid_knots(measures):
    """Where each measure sits: the crests of a strand, seven for each dimension."""
    return [
        {
            "x": f"{x:g}",
            "y": f"{y:g}",
            "label_y": f"{y + 3.2:g}",
            "number": measure.number,
            "status": measure.status,
            "dimension": measure.dimension,
        }
        for measure in measures
        for x, y in [knot_position(measure.number)]
    ]


def knot_position(number: int) -> tuple[float, float]:
    """Knots alternate between both edges of the braid, each on the crest of its strand."""
    strand, rank = divmod(number - 1, 7)
    place = 3 * rank + strand
    return STEP * (place + 1), MIDDLE + (34 if place % 2 else -34)


@cache
def _braid():
    # Strand i has a crest at each place ≡ i (mod 3), up and down in turn.
    def height(strand, x):
        return MIDDLE - 34 * cos(_phase(strand, x))

    return [
        {"name": name, "path": path}
        for name, path in zip(
            DIMENSIONS, _strands(height, _phase, 0, STEP * 22, 6, 5), strict=True
        )
    ]


def _phase(strand, x):
    place = x / STEP - 1
    return pi / 3 * (place - strand) + pi * strand


@register.simple_tag
def thread_of_jeudis(jeudis, now, skipped=()):
    """The months of `components/season.html`: Jeudis by date, and Thursdays without one."""
    coming = (jeudi for jeudi in jeudis if jeudi.ends_at > now)
    following = next((jeudi for jeudi in coming if not jeudi.is_cancelled), None)
    days = [
        {
            "date": timezone.localtime(jeudi.starts_at),
            "title": jeudi.title,
            "url": jeudi.href,
            "lang": jeudi.language if jeudi.language != get_language() else "",
            "is_past": jeudi.ends_at <= now,
            "is_next": jeudi is following,
            "is_third": jeudi.is_third_thursday,
            "is_cancelled": jeudi.is_cancelled,
        }
        for jeudi in jeudis
    ]
    if skipped:
        quiet = [{"date": timezone.make_aware(datetime.combine(each.day, time(12)))} for each in skipped]  # fmt: skip
        days = sorted(days + quiet, key=lambda day: day["date"])
    return [
        {"name": name, "days": list(group)}
        for name, group in groupby(days, lambda day: date_format(day["date"], "F Y"))
    ]


@register.simple_tag
def weave_strands():
    """Three threads that come from three places and make one braid: the home page's line."""
    return _weave()


@cache
def _weave():
    def tied(x):  # 0 where the threads are still apart, 1 where they are one braid
        share = min(max((x - 60) / 560, 0), 1)
        return share * share * (3 - 2 * share)

    def height(strand, x):
        apart = (-74, 6, 66)[strand] + 14 * sin(x / 130 + 2 * strand)
        braid = 40 * sin(_weave_phase(strand, x))
        return 100 + (1 - tied(x)) * apart + tied(x) * braid

    return list(
        zip(
            ("first", "second", "third"),
            _strands(height, _weave_phase, 0, 1440, 10, 8),
            strict=True,
        )
    )


def _weave_phase(strand, x):
    return 2 * pi * x / 330 + 2 * pi * strand / 3


def _strands(height, phase, start, end, step, gap):
    """The path of each strand from start to end, cut where it passes under another."""
    xs = range(start, end + 1)
    cuts = {0: [], 1: [], 2: []}
    for one, other in ((0, 1), (0, 2), (1, 2)):
        for x in xs:
            before = height(one, x) - height(other, x)
            after = height(one, x + 1) - height(other, x + 1)
            if before * after <= 0 and before != after:
                depth = {i: sin(2 * phase(i, x)) for i in (one, other)}
                cuts[min(depth, key=depth.get)].append(x + before / (before - after))
    return [
        "".join(
            _curve(lambda x, s=strand: height(s, x), a, b, step)
            for a, b in _pieces(start, end, sorted(cuts[strand]), gap)
        )
        for strand in range(3)
    ]


def _pieces(start, end, cuts, gap):
    for cut in cuts:
        if cut - gap > start:
            yield start, cut - gap
        start = cut + gap
    if start < end:
        yield start, end


def _curve(height, start, end, step):
    """A smooth path through the curve: cubic pieces with the curve's own slope."""
    count = max(1, round((end - start) / (3 * step)))
    width = (end - start) / count
    path = f"M{start:.0f} {height(start):.1f}"
    for i in range(count):
        a, b = start + i * width, start + (i + 1) * width
        first = height(a) + _slope(height, a) * width / 3
        second = height(b) - _slope(height, b) * width / 3
        path += f"C{a + width / 3:.0f} {first:.1f} {b - width / 3:.0f} {second:.1f} {b:.0f} {height(b):.1f}"
    return path


def _slope(height, x):
    return height(x + 0.5) - height(x - 0.5)
