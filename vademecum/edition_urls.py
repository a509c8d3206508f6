"""Editions live outside the page tree, like figures: no slug or move changes them."""

from django.urls import path, register_converter

from . import edition_views as views


class ContentLanguage:
    """A language of the site, inside an address that has no language of its own."""

    regex = "fr|en"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ContentLanguage, "language")

urlpatterns = [
    path("<language:language>/", views.editions, name="editions"),
    path(
        "<int:number>/<language:language>/depuis/<int:since>/",
        views.edition_changes,
        name="edition-changes",
    ),
    path(
        "<int:number>/<language:language>/", views.edition_item, name="edition-contents"
    ),
    path(
        "<int:number>/<language:language>/<slug:path>/",
        views.edition_item,
        name="edition-page",
    ),
    path(
        "<int:number>/<language:language>/<path:path>",
        views.edition_item,
        name="edition-file",
    ),
]
