"""
Everything that the site publishes, of any kind, as one list: the last one first.

What follows the site as a whole, a public, a pillar or a cell of both draws from here:
pages, feeds, newsletters. Only what a reader of the language may read, as in any list.
"""

from collections.abc import Iterable
from functools import reduce
from itertools import groupby
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core import feeds, together
from core.choices import Concern
from core.listings import readable
from core.models import occasions
from jeudis import feeds as jeudi_feeds
from jeudis.models import JeudiPage
from news import feeds as news_feeds
from news.models import EventPage, NewsPage
from parcours import feeds as parcours_feeds
from parcours.models import ParcoursPage
from vademecum import feeds as vademecum_feeds
from vademecum.models import FichePage

# What each kind of page is in a feed.
TELLERS = {
    NewsPage: news_feeds.tell,
    JeudiPage: jeudi_feeds.tell,
    EventPage: news_feeds.tell_events,
    FichePage: vademecum_feeds.tell_fiches,
    ParcoursPage: parcours_feeds.tell,
}
RELATIONS = [model._meta.model_name for model in TELLERS]


class Kind(models.TextChoices):
    """What `?type=` narrows to: the kinds of news, and the other pages."""

    ACTUALITE = "actualite", _("Actualités")
    COMMUNIQUE = "communique", _("Communiqués")
    TRIBUNE = "tribune", _("Tribunes")
    RETOMBEE = "retombee", _("Retombées presse")
    JEUDI = "jeudi", _("Jeudis")
    EVENEMENT = "evenement", _("Événements")
    FICHE = "fiche", _("Fiches du Vademecum")
    PARCOURS = "parcours", _("Parcours")


OF_PAGES = {
    Kind.JEUDI: "jeudipage",
    Kind.EVENEMENT: "eventpage",
    Kind.FICHE: "fichepage",
    Kind.PARCOURS: "parcourspage",
}


def published(audience: str = "", pillar: str = "", kind: str = "", language=None):
    """Pages as rows, by the day that readers see; `specific` makes them what they are."""
    if kind in OF_PAGES:
        kept = Q(**{f"{OF_PAGES[kind]}__isnull": False})
    elif kind:
        kept = Q(newspage__kind=kind)
    else:
        kept = _any(Q(**{f"{relation}__isnull": False}) for relation in RELATIONS)
    if audience or pillar:
        concern = Concern(audience, pillar)
        kept &= _any(concern.condition(f"{relation}__") for relation in RELATIONS)
    return (
        readable(Page.objects.filter(kept), language)
        .annotate(
            day=Coalesce("newspage__published_on", TruncDate("first_published_at"))
        )
        .order_by(F("day").desc(nulls_last=True), "-first_published_at", "-pk")
    )


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def specific(rows: Iterable[Page]) -> list[Page]:
    """The pages of these rows, in the same order; one statement, whatever their kinds."""
    rows = list(rows)
    keys = {}
    for row in rows:
        keys.setdefault(row.specific_class, []).append(row.pk)
    querysets = [
        model.objects.filter(pk__in=asked).select_related("locale", "listing_image")
        for model, asked in keys.items()
    ]
    pages = {page.pk: page for found in together.fetched(querysets) for page in found}
    return [pages[row.pk] for row in rows if row.pk in pages]


def _model_name(row: Page) -> str:
    return row.specific_class.__name__


def teller(model: type[Page]):
    """Of a kind of page, or of the kind that it is a variety of (a press release is news)."""
    return next(found for base, found in TELLERS.items() if issubclass(model, base))


def tell(request, rows) -> list[feeds.Entry]:
    """The entries of pages of any kind."""
    pages = specific(rows)
    feeds.told_at_once(request, pages)
    entries = {}
    for model, group in groupby(sorted(pages, key=_model_name), key=type):
        group = list(group)
        entries |= dict(
            zip([page.pk for page in group], teller(model)(request, group), strict=True)
        )
    return [entries[page.pk] for page in pages]


def feed(page, chosen: dict[str, str], title: str = "", **narrowed) -> feeds.Feed:
    """The feed of a page that shows what is published; `narrowed` is its own filter."""
    asked = {
        "audience": chosen.get("public", ""),
        "pillar": chosen.get("pilier", ""),
        "kind": chosen.get("type", ""),
    } | narrowed
    words = [
        str(page.feed_filters[name](value).label) for name, value in chosen.items()
    ]
    return feeds.of_page(
        page,
        lambda: published(**asked),
        tell,
        title=title or ", ".join([page.title, *words]),
        chosen=chosen,
        # Of the filters, only the cells are told to a hub (`followers`).
        is_pushed=not chosen or bool(narrowed),
    )


def calendar(request, page):
    """What one may attend of what a page shows, narrowed as its address says."""
    try:
        chosen = feeds.chosen(request.GET, page.feed_filters, beside="rappel")
    except feeds.UnknownFilterError as refusal:
        return feeds.refused(refusal)
    concern = page.concern(chosen)
    found = []
    for model in (JeudiPage, EventPage):
        rows = readable(model.objects.filter(concern.condition()).defer("body"))
        found += occasions.sequenced(rows.order_by("-pk"))
    return occasions.answer(
        request, page, found, name=page.feed(chosen).title, filename=page.slug
    )
