"""The roadmap for programs: a table, a document, a feed. Same measures, same bytes."""

import json
from datetime import datetime

from babel.dates import format_date
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core import feeds
from core.numbers import cldr_locale
from core.spreadsheets import written
from vademecum.models.roadmap import Mesure
from vademecum.roadmap import count

COLUMNS = [
    "number",
    "title",
    "dimension",
    "objective",
    "state",
    "state_name",
    "state_note",
    "source_title",
    "source_url",
    "milestones",
    "last_milestone",
    "language",
    "url",
]


def row(mesure: Mesure, url: str) -> dict:
    """A measure as plain values; `state` and `dimension` are codes without language."""
    chronology = mesure.chronology
    return {
        "number": mesure.number,
        "title": mesure.title,
        "dimension": mesure.dimension,
        "objective": mesure.objectif.number if mesure.objectif else None,
        "state": mesure.status,
        "state_name": mesure.get_status_display(),
        "state_note": mesure.status_note,
        "source_title": mesure.source_title,
        "source_url": mesure.source_url,
        "milestones": len(chronology),
        "last_milestone": chronology[-1]["on"].isoformat() if chronology else None,
        "language": mesure.language,
        "url": url,
    }


def as_csv(mesures: list[Mesure], address: str) -> str:
    """A line for each measure; `address` is that of the roadmap."""
    rows = (row(mesure, f"{address}{mesure.number}/") for mesure in mesures)
    return written([COLUMNS, *(each.values() for each in rows)])


def as_json(mesures: list[Mesure], title: str, address: str) -> str:
    """The totals, then each measure with its milestones."""
    document = {
        "title": title,
        "url": address,
        "total": len(mesures),
        "states": {total.status.value: total.count for total in count(mesures)},
        "measures": [
            {
                **row(mesure, f"{address}{mesure.number}/"),
                "milestones": [
                    {
                        "on": milestone["on"].isoformat(),
                        "text": milestone["text"],
                        "source_title": milestone["source_title"],
                        "source_url": milestone["source_url"],
                    }
                    for milestone in mesure.chronology
                ],
            }
            for mesure in mesures
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def feed(page) -> feeds.Feed:
    """An entry for each measure, renewed each time that it is published."""

    def latest() -> list[Mesure]:
        return sorted(Mesure.objects.for_readers(), key=published_at, reverse=True)

    def tell(request, shown: list[Mesure]) -> list[feeds.Entry]:
        return [entry(mesure, f"{page.href}{mesure.number}/") for mesure in shown]

    return feeds.of_page(page, latest, tell)


def published_at(mesure: Mesure) -> datetime:
    return mesure.last_published_at or feeds.LONG_AGO


def entry(mesure: Mesure, path: str) -> feeds.Entry:
    return feeds.Entry(
        key=mesure.translation_key,
        title=_("Mesure %(number)s : %(title)s")
        % {"number": mesure.number, "title": mesure.title},
        path=path,
        summary=summary(mesure),
        published_at=mesure.first_published_at or feeds.LONG_AGO,
        updated_at=published_at(mesure),
        language=mesure.language,
    )


def summary(mesure: Mesure) -> str:
    """Its state in words with its source, then what is dated."""
    told = [_("%(state)s.") % {"state": mesure.get_status_display()}]
    if mesure.status_note:
        told.append(strip_tags(mesure.status_note))
    if mesure.source_title:
        told.append(_sourced(mesure.source_title, mesure.source_url))
    for milestone in mesure.chronology:
        day = format_date(milestone["on"], "long", locale=cldr_locale())
        source = _sourced(milestone["source_title"], milestone["source_url"])
        told.append(f"{day} : {milestone['text']} {source}")
    return " ".join(told)


def _sourced(title: str, url: str) -> str:
    return _("Source : %(title)s (%(url)s).") % {"title": title, "url": url}
