from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.backends import get_search_backend

from core import address_words, frame
from core.listings import paginated, public
from vademecum.models import MesureIndexPage, Terme, TermeIndexPage

from .kinds import BY_KEY, KINDS

LONGEST = 200  # characters of a query that are read
BEST = 4  # records of each kind above the pages
PAGES = [kind.model for kind in KINDS if kind.is_page]  # others are simply « pages »


def search(request):
    """One search over all of it, in one language, perhaps of one kind."""
    frame.for_view(request, _("Recherche"), "search")
    typed = request.GET.get("q", "").replace("\x00", "")
    query = " ".join(typed[:LONGEST].split())
    kind = kind_of(request.GET.get("type", ""))
    asked = address_words.given(request.GET, "langue")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    pages, records = found(query, kind, language) if query else ([], [])
    return render(
        request,
        "search/search.html",
        {
            "query": query,
            "was_cut": len(typed) > LONGEST,
            "kinds": KINDS,
            "kind": kind,
            "unfound": unfound(request.GET),
            "languages": settings.LANGUAGES,
            "results_language": language,
            "records": records,
            "pages": named(paginated(pages, request), language),
            "registers": registers(language) if records else {},
        },
    )


def kind_of(typed: str):
    """The kind that a word names, in the reader's language or as links said it before."""
    return BY_KEY.get(address_words.meaning(typed)) or BY_KEY.get(typed)


def unfound(parameters) -> list[str]:
    """What is asked of a kind and of a language, and is none."""
    kind, language = parameters.get("type", ""), address_words.given(parameters, "langue")  # fmt: skip
    no_kind = [] if kind_of(kind) else [kind]
    no_language = [] if language in dict(settings.LANGUAGES) else [language]
    return address_words.shown(no_kind + no_language)


def found(query: str, kind, language: str):
    """Pages (a lazy list), and records as (kind, rows)."""
    locale = Locale.objects.filter(language_code=language).values("pk")

    def live(model):
        shown = model.objects.live().values("pk")
        return model.objects.filter(live=True, locale__in=locale, pk__in=shown)

    engine = get_search_backend()
    most = None if kind else BEST
    records = [
        (each, list(engine.search(query, live(each.model))[:most]))
        for each in ([kind] if kind else KINDS)
        if not each.is_page
    ]
    records = [(each, rows) for each, rows in records if rows]
    for each, rows in records:
        if each.model is Terme:
            for term in rows:
                term.plain_definition = get_text_for_indexing(term.definition)
    if kind and not kind.is_page:
        return [], records
    pages = Page.objects.exact_type(kind.model) if kind else Page.objects
    pages = pages.filter(
        live=True, locale__in=locale, pk__in=public(Page.objects.all()).values("pk")
    )
    return engine.search(query, pages), records


def named(pages, language: str):
    """Pages with their address, and `kind_label`: how readers call this kind of page."""
    for page in pages:
        model = type_of(page)
        page.kind_label = model._meta.verbose_name if model in PAGES else _("page")
        page.href = frame.url_of(page, language)
    return pages


def registers(language: str) -> dict[str, str]:
    """Where terms and measures are read: addresses that only the page tree knows."""
    rows = Page.objects.live().filter(locale__language_code=language)
    return {
        type_of(row)._meta.model_name: frame.url_of(row, language)
        for row in rows.type(TermeIndexPage, MesureIndexPage)
    }


def type_of(page: Page) -> type[Page]:
    return ContentType.objects.get_for_id(page.content_type_id).model_class()
