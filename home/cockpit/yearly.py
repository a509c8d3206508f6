"""A year of the movement as a document: what was published, said, corrected, sent."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.choices import Audience, Pillar
from core.typography import typeset_html
from home import publications
from home.publications import Kind
from news import coverage
from news.recurring import FARTHEST
from newsletter.models import Sending
from vademecum.book.pdf import printed_pages
from vademecum.models import ChiffreVersion

from . import board

STYLE = "book/yearly.css"
HELD = ("jeudipage__starts_at", "eventpage__starts_on")


@dataclass(frozen=True)
class Line:
    day: date
    title: str
    times: int = 1  # of what comes again: how many in the year, from that day


@dataclass(frozen=True)
class Correction:
    day: date
    title: str
    reason: str


@dataclass(frozen=True)
class Year:
    year: int
    rows: list[tuple[Audience, list[int]]]  # how many, by pillar
    parts: list[tuple[str, list[Line]]]  # what was published, by kind
    press: list
    media: list[tuple[str, int]]
    new_figures: int
    corrected: list[Correction]
    letters: list
    total: int

    pillars = list(Pillar)

    @property
    def mails(self) -> int:
        return sum(sending.written for sending in self.letters)


def gather(year: int) -> Year:
    """From what readers can see today, in French; the days are those that they see."""
    rows = list(
        dated(
            "title",
            "newspage__kind",
            *(f"{relation}__pk" for relation in publications.RELATIONS),
            *(
                f"{relation}__{axis}"
                for relation in publications.RELATIONS
                for axis in ("audiences", "pillars")
            ),
        )
    )
    rows = sorted(
        (row for row in rows if row["day"].year == year), key=lambda row: row["day"]
    )
    press = coverage.of_year(year)
    versions = ChiffreVersion.objects.filter(
        published_at__gte=_begin(date(year, 1, 1)),
        published_at__lt=_begin(date(year + 1, 1, 1)),
    )
    versions = list(versions.defer("document").order_by("published_at", "pk"))
    sent = Sending.objects.filter(begun_at__year=year).select_related("issue")
    return Year(
        year=year,
        rows=_counts(rows),
        parts=_parts(rows),
        press=press,
        media=Counter(item.row.medium for item in press).most_common(),
        new_figures=sum(version.number == 1 for version in versions),
        corrected=[
            Correction(
                timezone.localdate(version.published_at),
                json.loads(version.payload)["title"],
                version.reason,
            )
            for version in versions
            if version.reason
        ],
        letters=list(sent.order_by("begun_at")),
        total=len(rows),
    )


def dated(*columns):
    """
    What is published, as rows; what takes place is of its day, and of none to come.

    What comes again is of each year when it took place, once.
    """
    today = timezone.localdate()
    again = {
        key: series.held(series.first - FARTHEST, today)
        for key, series in board.that_come_again().items()
    }
    rows = publications.published(language="fr").values("pk", "day", *HELD, *columns)
    for row in rows:
        held = again.get(row["pk"]) or [board.spoken_on(row, today)]
        for _year, days in groupby(held, key=attrgetter("year")):
            first, *others = days
            if first <= today:
                yield row | {"day": first, "times": 1 + len(others)}


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _counts(rows) -> list[tuple[Audience, list[int]]]:
    totals = Counter(
        (audience, pillar)
        for row in rows
        for relation in publications.RELATIONS
        for audience in row[f"{relation}__audiences"] or ()
        for pillar in row[f"{relation}__pillars"] or ()
    )
    return [
        (audience, [totals[audience, pillar] for pillar in Pillar])
        for audience in Audience
    ]


def _parts(rows) -> list[tuple[str, list[Line]]]:
    found = {kind: [] for kind in Kind}
    for row in rows:
        found[_kind(row)].append(Line(row["day"], row["title"], row["times"]))
    return [(kind.label, lines) for kind, lines in found.items() if lines]


def _kind(row) -> Kind:
    for kind, relation in publications.OF_PAGES.items():
        if row[f"{relation}__pk"] is not None:
            return kind
    return Kind(row["newspage__kind"])


def years() -> list[int]:
    """Those of which there is something to say, the last one first."""
    published = {row["day"].year for row in dated()}
    return sorted(published | set(coverage.years()), reverse=True)


def html(year: Year, at: datetime) -> str:
    """The document, whole and by itself."""
    with translation.override("fr"):
        context = {"year": year, "made_on": timezone.localdate(at)}
        page = render_to_string("home/cockpit/yearly_print.html", context)
    return typeset_html(page, "fr")


def pdf(year: Year, at: datetime) -> bytes:
    text = html(year, at)
    return printed_pages(text, STYLE, hashlib.sha256(text.encode()).hexdigest())
