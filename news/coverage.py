"""The press review: what appeared, with what it relays, as readers and as data."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import ExtractYear
from wagtail.models import Page

from core.listings import readable
from core.models import CheckedLink
from core.spreadsheets import written
from vademecum.models import ChiffreCle

from .models.coverage import Retombee

COLUMNS = [
    "identifier",
    "published_on",
    "medium",
    "title",
    "language",
    "kind",
    "author",
    "url",
    "archive_url",
    "is_dead",
    "figures",
    "communique",
    "pillars",
    "note",
]


@dataclass(frozen=True)
class Told:
    """A piece of coverage as the review shows it."""

    row: object
    url: str  # where it can be read today; empty: nowhere any more
    is_archived: bool
    is_dead: bool
    figures: list[ChiffreCle]
    communique: object | None


def rows():
    silent = CheckedLink.objects.filter(url=OuterRef("url"), dead_since__isnull=False)
    return Retombee.objects.annotate(
        communique_key=F("communique__translation_key"), is_dead=Exists(silent)
    )


def years() -> list[int]:
    """The years with something to show, the last one first."""
    found = Retombee.objects.live().sources().values_list(ExtractYear("published_on"), flat=True)  # fmt: skip
    return sorted(set(found.order_by()), reverse=True)


def of_year(year: int) -> list[Told]:
    asked = rows().filter(published_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return told(asked.for_readers())


def of_communique(communique) -> list[Told]:
    """What relayed it, in its language, in one statement."""
    same = rows().filter(communique__translation_key=communique.translation_key)
    return [tell(row) for row in same.for_readers(communique.language)]


def tell(row, figures=(), communique=None) -> Told:
    return Told(
        row=row,
        url=row.archive_url if row.is_dead else row.url,
        is_archived=row.is_dead and bool(row.archive_url),
        is_dead=row.is_dead,
        figures=list(figures),
        communique=communique,
    )


def told(retombees) -> list[Told]:
    """With their figures and communiqués, in one statement for each."""
    retombees = list(retombees)
    prefetch_related_objects(retombees, "figure_links")
    figures = ChiffreCle.objects.cited(
        {link.figure_id for row in retombees for link in row.figure_links.all()}
    )
    communiques = communiques_of({row.communique_id for row in retombees} - {None})
    found = []
    for row in retombees:
        cited = [figures.get(link.figure_id) for link in row.figure_links.all()]
        relayed = [figure.in_language() for figure in cited if figure and figure.live]
        found.append(tell(row, relayed, communiques.get(row.communique_key)))
    return found


def communiques_of(keys) -> dict:
    """The communiqués that a reader may see, in their language, by translation key."""
    if not keys:
        return {}
    same = Page.objects.filter(pk__in=keys).values("translation_key")
    model = apps.get_model("news", "CommuniquePage")
    pages = readable(model.objects.defer_streamfields()).filter(
        translation_key__in=Subquery(same)
    )
    return {page.translation_key: page for page in pages}


def as_csv(base_url: str) -> bytes:
    """All of it (RFC 4180), the last one first; no cell is taken for a formula."""
    lines = [COLUMNS]
    for item in told(rows().for_readers()):
        row = {name: str(getattr(item.row, name, "")) for name in COLUMNS}
        row["language"] = item.row.tongue
        row["is_dead"] = "true" if item.is_dead else "false"
        row["figures"] = " ".join(figure.identifier for figure in item.figures)
        row["communique"] = urljoin(base_url, item.communique.href) if item.communique else ""  # fmt: skip
        row["pillars"] = " ".join(item.row.pillars)
        lines.append(row.values())
    return written(lines).encode()
