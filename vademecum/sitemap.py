"""The permanent addresses of figures in the map of the site: below no page, cited for years."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest

from core.sitemap import entries

from .models import ChiffreCle


class FiguresSitemap(Sitemap):
    def __init__(self, request: HttpRequest):
        self.request = request

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        urls = []
        for figure in ChiffreCle.objects.for_readers():
            neutral = self.request.build_absolute_uri(figure.get_absolute_url())
            addresses = {
                code: f"{neutral}?lang={code}" for code, _name in settings.LANGUAGES
            }
            changed = dict.fromkeys(addresses, figure.last_published_at)
            urls += entries(addresses, neutral, changed)
        return urls
