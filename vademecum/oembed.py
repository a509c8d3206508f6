"""
Figures for other sites to show: an oEmbed provider (https://oembed.com).

The address of a figure gives what it says today, that of a version what it said then.
"""

import json
from dataclasses import dataclass
from io import StringIO
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from core.frame import Link
from vademecum import citing

FORMATS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
WIDTH, HEIGHT = 600, 240  # of the quotation, in pixels, where nothing smaller is asked


class RefusedError(ValueError):
    """What is asked cannot be answered, and why."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Asked:
    identifier: str
    number: int | None  # none: as it is today
    language: str  # empty: the reader's
    format: str
    width: int
    height: int


def links(endpoint: str, url: str, figure) -> list[Link]:
    """How a page says that it can be shown elsewhere."""
    return [
        Link(
            figure.title,
            f"{endpoint}?{urlencode({'url': url, 'format': name})}",
            type=kind,
        )
        for name, kind in (
            ("json", "application/json+oembed"),
            ("xml", "text/xml+oembed"),
        )
    ]


def read(parameters, host: str) -> Asked:
    if parameters.get("format", "json") not in FORMATS:
        raise RefusedError(501, _("Formats possibles : json, xml."))
    if not parameters.get("url"):
        raise RefusedError(400, _("Donnez l'adresse d'un chiffre : ?url=…"))
    identifier, number, language = _figure_at(parameters["url"], host)
    return Asked(
        identifier,
        number,
        language,
        parameters.get("format", "json"),
        _size(parameters, "maxwidth", WIDTH),
        _size(parameters, "maxheight", HEIGHT),
    )


def _size(parameters, name: str, ours: int) -> int:
    given = parameters.get(name, "")
    if not given:
        return ours
    if not (given.isascii() and given.isdecimal() and int(given[:9])):
        told = _("%(name)s est un nombre de pixels, à partir de 1.")
        raise RefusedError(400, told % {"name": name})
    return min(int(given[:9]), ours)


def _figure_at(url: str, host: str) -> tuple[str, int | None, str]:
    try:
        parts = urlsplit(url)
        # Copied with or without its last slash: the site answers both.
        found = resolve(f"{parts.path.removesuffix('/')}/")
    except (ValueError, Resolver404):
        found = None
    if (
        found is None
        or parts.scheme not in ("http", "https")
        or parts.netloc.lower() != host.lower()
        or found.url_name not in ("figure", "figure-version")
    ):
        raise RefusedError(404, _("Cette adresse n'est pas celle d'un chiffre."))
    language = parse_qs(parts.query).get("lang", [""])[0]
    return (
        found.kwargs["identifier"],
        found.kwargs.get("number"),
        language if language in dict(settings.LANGUAGES) else "",
    )


def answer(quote: citing.Quote, asked: Asked, site: str) -> dict:
    return {
        "type": "rich",
        "version": "1.0",
        "title": citing.one_line(quote.figure.title),
        "author_name": citing.one_line(quote.figure.source_publisher),
        "provider_name": citing.CONTAINER,
        "provider_url": f"{site}/",
        "html": citing.blockquote(quote, site),
        "width": asked.width,
        "height": asked.height,
    }


def as_json(answer: dict) -> str:
    return json.dumps(answer, ensure_ascii=False)


def as_xml(answer: dict) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", {})
    for name, value in answer.items():
        # What XML can't hold was taken out of the title and publisher with line breaks.
        xml.addQuickElement(name, citing.one_line(str(value)))
    xml.endElement("oembed")
    xml.endDocument()
    return out.getvalue()
