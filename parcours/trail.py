"""
Where a reader is on a parcours, when an étape led them to a page of another room.

The étape puts its own name in the addresses of the pages it links to: `?etape=12`, with
`&piste=2h` on a short track. The page that is reached shows the way back, and what comes
before and after. A name that is none, or of what is no longer published, shows nothing.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from wagtail.models import Page

from core import frame
from core.listings import neighbours, public
from core.page_links import page_key

from . import tracks
from .models import EtapePage, ParcoursIndexPage, ParcoursPage

OWN = (ParcoursIndexPage, ParcoursPage, EtapePage)  # they say themselves where one is


@dataclass(frozen=True)
class Trail:
    title: str  # in its own language, which need not be that of the page
    position: int
    total: int
    here: Page
    previous: Page | None
    next: Page | None
    query: str


def trail(request) -> Trail | None:
    """The place that an address names, as long as its reader may see it."""
    key = page_key(request.GET.get("etape"))
    if not key or isinstance(frame.of(request).page, OWN):
        return None
    here = (
        public(EtapePage.objects.live())
        .filter(id=key)
        .select_related("locale")
        .defer_streamfields()
        .first()
    )
    if here is None:
        return None
    parcours = ParcoursPage.objects.ancestor_of(here).live().first()
    if parcours is None:
        return None
    etapes = list(parcours.etapes())
    track = None
    if "piste" in request.GET:
        track = tracks.asked(request, tracks.tracks(parcours.tracks, etapes))
    if track and here in track.etapes:
        etapes = track.etapes
    else:
        track = None
    around = neighbours(here, etapes)
    return Trail(
        title=format_html('<span lang="{}">{}</span>', here.language, parcours.title),
        position=around.position,
        total=around.total,
        here=etapes[around.position - 1],
        previous=around.previous,
        next=around.next,
        query=track.query if track else "",
    )
