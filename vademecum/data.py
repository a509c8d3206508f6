"""
The figures as open data: CSV (RFC 4180), JSON, and a Frictionless data package.

The same figures give the same bytes: rows in the order of their identifiers, nothing of
the day they are asked for.

Texts of the CSV are guarded from spreadsheets (`core.spreadsheets`); the JSON has none to
fear and keeps them as they are.
"""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.frame import Link
from core.numbers import Unit
from core.spreadsheets import guarded
from vademecum.changes import corrections
from vademecum.models.figures import ChiffreCle
from vademecum.models.versions import PAYLOAD_FIELDS, payload_of

NUMBERS = ("value", "value_high", "value_before_correction")
DAYS = ("period_start", "period_end", "source_read_on")
NEEDED = {
    "identifier",
    "title",
    "value",
    "unit",
    "counts",
    "subject",
    "source_title",
    "source_publisher",
    "source_url",
    "source_read_on",
    "url",
    "language",
}
COLUMNS = [
    *PAYLOAD_FIELDS[:12],  # from the identifier to the end of the period
    "subject",
    *PAYLOAD_FIELDS[12:],  # the source
    "url",
    "version",
    "version_url",
    "published_at",
    "corrected_at",
    "correction_reason",
    "value_before_correction",
    "language",
]


def links(page) -> list[Link]:
    """What the page of figures announces in its head."""
    names = ("chiffres.csv", "chiffres.json", "datapackage.json")
    return [
        Link(
            page.title,
            f"{page.href}{name}",
            type="text/csv" if name.endswith(".csv") else "application/json",
        )
        for name in names
    ]


def rows(figures, base_url: str = "") -> list[dict]:
    """What each figure states, as plain data; `base_url` of the site (`https://…/`)."""
    base_url = base_url or settings.WAGTAILADMIN_BASE_URL
    ordered = sorted(figures, key=lambda figure: figure.identifier)
    return [_row(figure, base_url) for figure in ordered]


def _row(figure: ChiffreCle, base_url: str) -> dict:
    states = payload_of(figure) | {
        "subject": figure.subject,
        "url": urljoin(base_url, figure.get_absolute_url()),
        "language": figure.language,
    }
    if figure.history:
        last = figure.history[-1]
        place = reverse("figure-version", args=[figure.identifier, last["number"]])
        states["version"] = last["number"]
        states["version_url"] = urljoin(base_url, place)
        states["published_at"] = _instant(last["at"])
    if found := corrections(figure.history, figure.language):
        states["corrected_at"] = _instant(found[0].at.isoformat())
        states["correction_reason"] = found[0].reason
        corrected = next(e for e in figure.history if e["number"] == found[0].number)
        before, _after = corrected["changes"].get("value", [None, None])
        states["value_before_correction"] = before
    return {name: states.get(name) for name in COLUMNS}


def _instant(isoformat: str) -> str:
    return f"{datetime.fromisoformat(isoformat).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def as_csv(rows: list[dict]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {
                name: value if name in NUMBERS else guarded(value)
                for name, value in row.items()
            }
        )
    return out.getvalue().encode()


def as_json(rows: list[dict]) -> bytes:
    return _written(rows)


def _written(data) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def datapackage(rows: list[dict], csv_bytes: bytes, base_url: str) -> bytes:
    """A Frictionless Data Package (v1) that describes `chiffres.csv` beside it."""
    publishers = {row["source_publisher"]: row["source_url"] for row in reversed(rows)}
    package = {
        "profile": "tabular-data-package",
        "name": "chiffres-cles",
        "title": str(_("Les chiffres clés du Vademecum")),
        "description": str(
            _(
                "Chaque chiffre, ce qu'il compte, sa source et l'adresse de sa version. Dans "
                "le CSV, une apostrophe précède les textes qu'un tableur prendrait pour une "
                "formule."
            )
        ),
        "homepage": base_url,
        "version": _version(rows),
        # The publisher hasn't said it yet; nothing is invented here.
        "licenses": [
            {
                "name": "notspecified",
                "title": str(_("Licence à confirmer par l'éditeur")),
            }
        ],
        "sources": [
            {"title": title, "path": path} for title, path in sorted(publishers.items())
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "chiffres",
                "path": "chiffres.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(csv_bytes),
                "hash": f"sha256:{hashlib.sha256(csv_bytes).hexdigest()}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "schema": {
                    "fields": [_field(name) for name in COLUMNS],
                    "primaryKey": ["identifier"],
                    "missingValues": [""],
                },
            }
        ],
    }
    # A package without source is said not to have any, rather than an empty list.
    return _written({name: value for name, value in package.items() if value})


def _version(rows: list[dict]) -> str:
    """The instant of the latest publication, as a semantic version."""
    last = max((row["published_at"] or "" for row in rows), default="")
    if not last:
        return "0.0.0"
    at = datetime.fromisoformat(last)
    return f"{at.year}.{at.month}.{at.day}+{at:%H%M%S}"


def _field(name: str) -> dict:
    kind, constraints = "string", {}
    form = {}
    if name in NUMBERS:
        kind = "number"
    elif name in DAYS:
        kind = "date"
    elif name in ("published_at", "corrected_at"):
        kind = "datetime"
    elif name == "version":
        kind, constraints = "integer", {"minimum": 1}
    elif name in ("source_url", "url", "version_url"):
        form = {"format": "uri"}
    if name in NEEDED:
        constraints = constraints | {"required": True}
    match name:
        case "identifier":
            constraints = constraints | {"unique": True, "pattern": "[-a-zA-Z0-9_]+"}
        case "unit":
            constraints = constraints | {"enum": list(Unit.values)}
        case "subject":
            constraints = constraints | {"enum": list(ChiffreCle.Subject.values)}
        case "language":
            constraints = constraints | {
                "enum": [code for code, _name in settings.LANGUAGES]
            }
    described = {"name": name, "type": kind, **form, "title": str(_title(name))}
    return described | ({"constraints": constraints} if constraints else {})


def _title(name: str):
    if name in OURS:
        return OURS[name]
    title = ChiffreCle._meta.get_field(name).verbose_name
    return title[:1].upper() + title[1:]


OURS = {
    "url": _("Adresse permanente"),
    "version": _("Numéro de version"),
    "version_url": _("Adresse de la version"),
    "published_at": _("Version publiée le"),
    "corrected_at": _("Dernière correction, le"),
    "correction_reason": _("Motif de la correction"),
    "value_before_correction": _("Valeur avant la correction"),
    "language": _("Langue des textes"),
}
