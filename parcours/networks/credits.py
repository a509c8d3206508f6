"""Whose a parcours is, and what it is taken from: what its public pages say of both."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from core.listings import located, readable
from parcours.models.borrowings import Borrowing

SPACE_DEPTH = 4  # root, home, list of parcours, space of a network


@dataclass(frozen=True)
class Credit:
    """« D'après … », with links as long as the source is published."""

    title: str
    parcours_title: str
    version_at: datetime
    page: Page | None = None
    parcours: Page | None = None


def network_above(page: Page, levels: int):
    """The network in whose space a page is, if it is in one."""
    if page.depth < levels + SPACE_DEPTH:  # no statement for the movement's own pages
        return None
    path = page.path[: -levels * Page.steplen]
    rows = Page.objects.filter(path=path, reseaupage__isnull=False)
    row = rows.select_related("reseaupage__logo", "locale").first()
    if row is None:
        return None
    network = row.reseaupage
    network.locale = row.locale
    return network


def name_networks(all_parcours: list) -> None:
    """Give each parcours of a list its published `network`, in one statement."""
    above = {page.path: page.path[: -Page.steplen] for page in all_parcours}
    rows = Page.objects.live().filter(path__in=set(above.values()))
    rows = rows.filter(reseaupage__isnull=False).select_related("locale")
    networks = {row.path: row for row in located(rows)}
    for page in all_parcours:
        page.network = networks.get(above[page.path])


def credits(etapes) -> list[Credit]:
    """What étapes are taken from, in three statements at most; nothing for one's own."""
    keys = [etape.translation_key for etape in etapes]
    rows = Borrowing.objects.filter(etape__translation_key__in=keys)
    rows = list(rows.defer("base", "declined").order_by("etape__path"))
    if not rows:
        return []
    sources = Page.objects.filter(translation_key__in=[row.source for row in rows])
    pages = {page.translation_key: page for page in located(readable(sources))}
    above = {page.path[: -Page.steplen] for page in pages.values()}
    parents = Page.objects.filter(path__in=above).select_related("locale")
    all_parcours = {page.path: page for page in located(parents)}
    return [
        Credit(
            page.title if page else row.source_title,
            parcours.title if parcours else row.parcours_title,
            row.version_at,
            page,
            parcours,
        )
        for row in rows
        for page in [pages.get(row.source)]
        for parcours in [all_parcours.get(page.path[: -Page.steplen]) if page else None]
    ]


def by_parcours(found: list[Credit]) -> list[Credit]:
    """One credit for each parcours that was borrowed from, with its latest version."""
    latest = {}
    for credit in sorted(found, key=lambda credit: credit.version_at):
        latest[credit.parcours_title] = credit
    return list(latest.values())
