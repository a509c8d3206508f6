"""Which feeds show a page: what a hub is told of when it is published."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from wagtail.signals import page_published

from core.feeds import FORMS, Feed, websub
from home import publications
from jeudis.models import JeudiIndexPage, JeudiPage, SeasonPage
from news.models import AgendaPage, EventPage, NewsIndexPage, NewsPage

from .models import AudiencePage, HomePage, PillarPage

# Of each kind of page: the lists that have a feed of it.
LISTS = {
    NewsPage: [NewsIndexPage],
    JeudiPage: [JeudiIndexPage, SeasonPage],
    EventPage: [AgendaPage],
}


def note_changed(instance, signal=None, **_more):
    """A page was published, or withdrawn: whoever follows it is told."""
    # Wagtail also says « published » of what is only to be, at its minute.
    if signal is page_published and not instance.live:
        return
    if websub.hub() and isinstance(instance, tuple(publications.TELLERS)):
        websub.note(addresses(instance), timezone.now())


def addresses(page) -> list[str]:
    return [
        feed.address(name)
        for language, _name in settings.LANGUAGES
        for feed in feeds_of(page, language)
        for name in FORMS
    ]


def feeds_of(page, language: str) -> list[Feed]:
    """In a language; a French page is in the English lists until it is translated."""
    found = []
    with override(language):
        for model in [HomePage, *_lists(page), *_by_strategy(page)]:
            found += _feeds(model, page, language)
    return found


def _lists(page) -> list:
    return next((lists for kind, lists in LISTS.items() if isinstance(page, kind)), [])


def _by_strategy(page) -> list:
    return [AudiencePage] * bool(page.audiences) + [PillarPage] * bool(page.pillars)


def _feeds(model, page, language: str):
    rows = model.objects.live().filter(locale__language_code=language, alias_of=None)
    if model is AudiencePage:
        rows = rows.filter(audience__in=page.audiences)
    elif model is PillarPage:
        rows = rows.filter(pillar__in=page.pillars)
    elif model is SeasonPage:
        key = page.get_parent().translation_key
        rows = rows.filter(translation_key=key)
    for found in rows.select_related("locale"):
        yield found.feed({})
        if model is AudiencePage:
            for pillar in page.pillars:
                yield found.feed({"pilier": pillar})
