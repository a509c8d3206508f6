from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from core import frame
from core.listings import paginated

from .kinds import BY_KEY, KINDS

LONGEST = 200  # characters of a query that are read
BEST = 4  # records of each kind above the pages


def search(request):
    """One search over all of it, in one language, perhaps of one kind."""
    frame.for_view(request, _("Recherche"), "search")
    typed = request.GET.get("q", "").replace("\x00", "")
    query = " ".join(typed[:LONGEST].split())
    kind = BY_KEY.get(request.GET.get("type", ""))
    asked = request.GET.get("langue", "")
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
            "languages": settings.LANGUAGES,
            "language": language,
            "records": records,
            "pages": named(paginated(pages, request)),
        },
    )


def found(query: str, kind, language: str):
    """Pages (a lazy list), and records as (kind, rows)."""
    locale = Locale.objects.filter(language_code=language).first()
    records = [
        (each, list(each.model.objects.filter(live=True, locale=locale).search(query)[:BEST]))
        for each in ([kind] if kind else KINDS)
        if not each.is_page
    ]  # fmt: skip
    if kind and not kind.is_page:
        return [], records
    model = kind.model if kind else Page
    pages = model.objects.filter(live=True, locale=locale).search(query)
    return pages, [(each, rows) for each, rows in records if rows]


def named(pages):
    """Pages with `kind_label`: how readers call this kind of page."""
    for page in pages:
        content_type = ContentType.objects.get_for_id(page.content_type_id)
        page.kind_label = content_type.model_class()._meta.verbose_name
        page.language = page.locale.language_code
    return pages
