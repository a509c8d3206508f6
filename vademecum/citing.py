"""
A figure, ready to quote: as one version says it, in the form each tool reads.

A quotation always names a version: its address says the same thing for ever.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import override

from core.typography import typeset_html
from vademecum.changes import Correction, corrections, of
from vademecum.models.figures import ChiffreCle
from vademecum.models.versions import ChiffreVersion

CONTAINER = "Faire alliance"
LINES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Quote:
    """What one version of a figure says, in a language."""

    figure: ChiffreCle
    number: int
    published_at: datetime
    language: str
    corrections: list[Correction]  # made since that version, else the last one before

    @property
    def path(self) -> str:
        return reverse("figure-version", args=[self.figure.identifier, self.number])

    @property
    def name(self) -> str:
        return f"{self.figure.identifier}-v{self.number}"

    @property
    def published_on(self) -> date:
        return timezone.localdate(self.published_at)

    @property
    def statement(self) -> str:
        with override(self.language):
            return f"{self.figure.formatted} {self.figure.counts}"


def current(figure: ChiffreCle) -> Quote | None:
    """A figure as it is today; nothing if it was never published."""
    if not figure.history:
        return None
    last = figure.history[-1]
    found = corrections(figure.history, figure.language)
    return Quote(
        figure,
        last["number"],
        datetime.fromisoformat(last["at"]),
        figure.language,
        found[:1],
    )


def pinned(identifier: str, number: int) -> Quote | None:
    """A figure as a version said it, even if the figure is no more."""
    chain = list(ChiffreVersion.objects.filter(identifier=identifier).defer("document"))
    version = next((each for each in chain if each.number == number), None)
    if version is None:
        return None
    found = corrections(of(chain), "fr")
    since = [each for each in reversed(found) if each.number > number]
    states = {
        name: ChiffreCle._meta.get_field(name).to_python(value)
        for name, value in version.states.items()
    }
    return Quote(
        ChiffreCle(**states),
        number,
        version.published_at,
        "fr",
        since or found[:1],
    )


def one_line(text: str) -> str:
    """A line break would end a field; the formats have no sign for one."""
    return LINES.sub(" ", text).strip()


# --- Reference managers -----------------------------------------------------------

# BibTeX counts braces even behind a backslash: they have names of their own.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        '"': r"\textquotedbl{}",
        **{sign: f"\\{sign}" for sign in "$&#%_"},
    }
)


def bibtex(quote: Quote, url: str, accessed: date) -> str:
    figure = quote.figure
    fields = {
        # The second braces keep a publisher in one piece: it has no first name.
        "author": f"{{{escaped(figure.source_publisher)}}}",
        "title": f"{{{escaped(figure.title)}}}",
        "publisher": escaped(figure.source_publisher),
        "howpublished": f"{CONTAINER}, version {quote.number}",
        "year": f"{quote.published_on.year}",
        "month": f"{quote.published_on.month}",
        "date": quote.published_on.isoformat(),
        "url": url,
        "urldate": accessed.isoformat(),
        "language": quote.language,
        "note": escaped(f"{quote.statement}. {figure.source_title}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{quote.name},\n{lines}}}\n"


def escaped(text: str) -> str:
    return one_line(text).translate(LATEX)


def ris(quote: Quote, url: str, accessed: date) -> str:
    figure = quote.figure
    fields = [
        ("TY", "ELEC"),
        ("ID", quote.name),
        ("AU", figure.source_publisher),
        ("TI", figure.title),
        ("T2", CONTAINER),
        ("PB", figure.source_publisher),
        ("PY", f"{quote.published_on.year}"),
        ("DA", f"{quote.published_on:%Y/%m/%d}"),
        ("Y2", f"{accessed:%Y/%m/%d}"),
        ("ET", f"{quote.number}"),
        ("LA", quote.language),
        ("AB", f"{quote.statement}. {figure.source_title}"),
        ("UR", url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in fields)


def csl(quote: Quote, url: str, accessed: date) -> str:
    figure = quote.figure
    item = {
        "id": quote.name,
        "type": "webpage",
        "title": one_line(figure.title),
        "author": [{"literal": one_line(figure.source_publisher)}],
        "publisher": one_line(figure.source_publisher),
        "container-title": CONTAINER,
        "version": f"{quote.number}",
        "issued": parts(quote.published_on),
        "accessed": parts(accessed),
        "URL": url,
        "language": quote.language,
        "abstract": one_line(f"{quote.statement}. {figure.source_title}"),
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def parts(day: date) -> dict:
    return {"date-parts": [[day.year, day.month, day.day]]}


@dataclass(frozen=True)
class Form:
    """A file that reference managers import."""

    name: str
    content_type: str
    write: Callable[[Quote, str, date], str]


FORMS = {
    "bib": Form("BibTeX", "application/x-bibtex", bibtex),
    "ris": Form("RIS", "application/x-research-info-systems", ris),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl),
}


# --- Other sites ------------------------------------------------------------------


def blockquote(quote: Quote, site: str) -> str:
    """One figure to paste in any page: no script, no style, no cookie."""
    with override(quote.language):
        html = render_to_string(
            "vademecum/blockquote.html",
            {
                "figure": quote.figure,
                "quote": quote,
                "url": f"{site}{quote.path}",
                "today": f"{site}{quote.figure.get_absolute_url()}",
            },
        )
    return typeset_html(" ".join(html.split()), quote.language)


def iframe(figure: ChiffreCle, url: str) -> str:
    """The card of a figure in any page: it follows the figure."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="340" loading="lazy"></iframe>',
        url,
        figure.title,
    )
