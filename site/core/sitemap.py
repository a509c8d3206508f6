"""
The map of the site for robots: what readers find, each address once, with its twins.

Wagtail's own begins at the root of the site, which is the French home page: it would
know nothing of the English one, nor of what a page shows below itself.
"""

from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from django.http import HttpRequest
from django.utils.translation import override
from wagtail.models import Page, get_page_models

from core import frame
from core.listings import public

# What readers find below no page, by name; each room adds its own when it is ready.
sections: dict[str, Callable[[HttpRequest], Sitemap]] = {}


def sitemap(request):
    made = {name: section(request) for name, section in sections.items()}
    return django_views.sitemap(request, {"pages": PagesSitemap(request)} | made)


class PagesSitemap(Sitemap):
    def __init__(self, request: HttpRequest):
        self.request = request

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        urls, below = [], routes()
        for twins in pages_by_key().values():
            listed = [below[row.pk] for row in twins.values() if row.pk in below]
            for route in [
                "",
                *dict.fromkeys(path for paths in listed for path in paths),
            ]:
                addresses = {
                    language: self.address(row, language, route)
                    for language, row in twins.items()
                    if not route or route in below.get(row.pk, ())
                }
                changed = {} if route else twins
                urls += entries(
                    addresses,
                    addresses.get(settings.LANGUAGE_CODE),
                    {code: row.last_published_at for code, row in changed.items()},
                )
        return urls

    def address(self, row, language: str, route) -> str:
        with override(language):  # of a lazy route
            below = str(route)
        return self.request.build_absolute_uri(frame.url_of(row, language) + below)


def entries(addresses: dict[str, str], default: str | None, changed: dict):
    """One entry for each language, which all name each other."""
    alternates = []
    if len(addresses) > 1:
        alternates = [
            {"lang_code": language, "location": address}
            for language, address in addresses.items()
        ]
        alternates += [{"lang_code": "x-default", "location": default}] if default else []  # fmt: skip
    return [
        {
            "location": address,
            "lastmod": changed.get(language),
            "alternates": alternates,
        }
        for language, address in addresses.items()
    ]


def pages_by_key() -> dict[object, dict[str, Page]]:
    """The pages that anybody may read, by language, in the order of the French tree."""
    rows = public(Page.objects.live()).filter(alias_of=None).select_related("locale")
    roots, found = frame.root_paths(), defaultdict(dict)
    for row in rows.defer_streamfields().order_by("path"):
        language = row.locale.language_code
        if row.url_path.startswith(roots.get(language, "//")):
            found[row.translation_key][language] = row
    return found


def routes() -> dict[int, list[str]]:
    """The addresses below pages that show more than one thing, as they list them."""
    found = {}
    for model in get_page_models():
        if hasattr(model, "listed_routes"):
            pages = model.objects.live().defer_streamfields().select_related("locale")
            for page in pages:
                with override(page.language):
                    found[page.pk] = page.listed_routes
    return found
