"""Who reuses what: the étapes of the movement that networks borrowed."""

from dataclasses import dataclass

from wagtail.models import Page

from parcours.models import Borrowing, ReseauPage

from .comparing import Comparison


@dataclass(frozen=True)
class Reuse:
    """A copy of an étape, in the space of a network."""

    network: ReseauPage | None
    parcours: Page | None
    comparison: Comparison


@dataclass(frozen=True)
class Source:
    """A borrowed étape; its page is None once it is no longer published."""

    title: str
    parcours_title: str
    page: Page | None
    reuses: list[Reuse]


def by_source() -> list[Source]:
    """Each borrowed étape with its copies, in four statements whatever their number."""
    found = {}
    for each in reuses(Borrowing.objects.order_by("parcours_title", "source_title")):
        found.setdefault(each.comparison.borrowing.source, []).append(each)
    return [source(some) for some in found.values()]


def source(some: list[Reuse]) -> Source:
    first = some[0].comparison
    title = first.source.title if first.source else first.borrowing.source_title
    return Source(title, first.borrowing.parcours_title, first.source, some)


def reuses(rows) -> list[Reuse]:
    found = rows.comparisons()
    above = {path for each in found for path in paths_above(each.etape)}
    pages = Page.objects.in_bulk(above, field_name="path")
    networks = ReseauPage.objects.in_bulk(above, field_name="path")
    return [
        Reuse(networks.get(up[1]), pages.get(up[0]), each)
        for each in found
        if (up := paths_above(each.etape))
    ]


def paths_above(etape: Page) -> tuple[str, str]:
    """Where the parcours and the network of an étape are."""
    parcours = etape.path[: -Page.steplen]
    return parcours, parcours[: -Page.steplen]
