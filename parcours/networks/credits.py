"""
Whose a parcours is, and what it is taken from: what its public pages say of both.

All of it is asked as annotations of rows that a page asks for anyway: an étape of a network
costs no statement more than one of the movement.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Length, Substr
from wagtail.models import Page

from core import frame, linked_data
from core.listings import located, readable
from parcours.models.borrowings import Borrowing

SPACE_DEPTH = 4  # root, home, list of parcours, space of a network
PLACE = {
    "title": "title",
    "url_path": "url_path",
    "language": "locale__language_code",
    "live": "live",
}
CREDIT = ("source_title", "parcours_title", "version_at", "page", "lender")


@dataclass(frozen=True)
class Place:
    """A page as a credit names it."""

    title: str
    href: str
    language: str
    live: bool
    colour: str = ""


@dataclass(frozen=True)
class Credit:
    """« D'après … », with links as long as the source is published."""

    title: str
    parcours_title: str
    version_at: datetime
    page: Place | None = None
    parcours: Place | None = None


def place(told: dict | None) -> Place | None:
    """What an annotation told of a page."""
    if not told:
        return None
    row = Page(url_path=told["url_path"])
    href = frame.url_of(row, told["language"])
    return Place(told["title"], href, told["language"], bool(told["live"]), told.get("colour", ""))  # fmt: skip


# --- Whose it is ------------------------------------------------------------------


def may_be_in_a_space(page: Page, levels: int) -> bool:
    """Deep enough in the tree: no statement for the movement's own pages."""
    return page.depth >= levels + SPACE_DEPTH


def rows_above(page: Page, levels: int) -> QuerySet:
    path = page.path[: -levels * Page.steplen]
    rows = Page.objects.filter(path=path, reseaupage__isnull=False)
    return rows.values(told=JSONObject(**PLACE, colour="reseaupage__colour"))


def network_above(page: Page, levels: int) -> Place | None:
    """The network in whose space a page is, if it is in one."""
    if not may_be_in_a_space(page, levels):
        return None
    return place((rows_above(page, levels).first() or {}).get("told"))


def name_networks(all_parcours: list) -> None:
    """Give each parcours of a list its published `network`, in one statement."""
    above = {page.path: page.path[: -Page.steplen] for page in all_parcours}
    rows = Page.objects.live().filter(path__in=set(above.values()))
    rows = rows.filter(reseaupage__isnull=False).select_related("locale")
    networks = {row.path: row for row in located(rows)}
    for page in all_parcours:
        page.network = networks.get(above[page.path])


# --- What it is taken from ----------------------------------------------------------


def borrowed(keys) -> QuerySet:
    """What étapes are taken from, each with its source and the parcours that lent it."""
    source = readable(Page.objects.filter(translation_key=OuterRef("source")))
    above = source.annotate(above=Substr("path", 1, Length("path") - Page.steplen))
    lender = Page.objects.live().filter(path=OuterRef("lender_path"))
    rows = Borrowing.objects.filter(etape__translation_key__in=keys)
    return (
        rows.order_by("etape__path")
        .annotate(
            page=Subquery(source.values(told=JSONObject(**PLACE))[:1]),
            lender_path=Subquery(above.values("above")[:1], output_field=CharField()),
        )
        .annotate(lender=Subquery(lender.values(told=JSONObject(**PLACE))[:1]))
        .values(*CREDIT)
    )


def credit(row: dict) -> Credit:
    page, parcours = place(row["page"]), place(row["lender"])
    return Credit(
        page.title if page else row["source_title"],
        parcours.title if parcours else row["parcours_title"],
        row["version_at"],
        page,
        parcours,
    )


def credits(etapes) -> list[Credit]:
    """What étapes are taken from, in one statement; nothing for one's own."""
    return [credit(row) for row in borrowed([e.translation_key for e in etapes])]


def by_parcours(found: list[Credit]) -> list[Credit]:
    """One credit for each parcours that was borrowed from, with its latest version."""
    latest = {}
    for each in sorted(found, key=lambda each: each.version_at):
        latest[each.parcours_title] = each
    return list(latest.values())


# --- Both, of an étape ----------------------------------------------------------------


def annotations(etape: Page) -> dict:
    """What to ask of the rows beside an étape of a network, so that `told` needs no more."""
    if not may_be_in_a_space(etape, 2):
        return {}
    rows = borrowed([etape.translation_key])
    asked = {f"credit_{name}": Subquery(rows.values(name)[:1]) for name in CREDIT}
    return asked | {"network": Subquery(rows_above(etape, 2)[:1])}


def told(etape: Page, rows: list) -> tuple[Place | None, list[Credit]]:
    """Whose an étape is and what it is taken from, as any row beside it says."""
    if not may_be_in_a_space(etape, 2):
        return None, []
    if not rows:  # a draft that nothing published stands beside
        return network_above(etape, 2), credits([etape])
    found = {name: getattr(rows[0], f"credit_{name}") for name in CREDIT}
    return place(rows[0].network), [credit(found)] if found["version_at"] else []


# --- For machines ---------------------------------------------------------------------


def source_of(each: Credit) -> dict:
    """The étape that another one is based on."""
    if each.page is None:
        return linked_data.source(each.title, "")
    return linked_data.reference(
        each.page, "CreativeWork", isPartOf=lender_of(each) if each.parcours else None
    )


def lender_of(each: Credit) -> dict:
    """The parcours that étapes were borrowed from."""
    if each.parcours is None:
        return linked_data.source(each.parcours_title, "")
    return linked_data.reference(each.parcours, "Course")
