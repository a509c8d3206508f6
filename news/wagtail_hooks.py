from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
)
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import NewsPage


class NewsListingViewSet(PageListingViewSet):
    """All the news, by date, with the cells of the grid that they serve."""

    model = NewsPage
    icon = "knot-news"
    menu_label = _("Actualités")
    menu_order = 205
    add_to_admin_menu = True
    ordering = "-published_on"
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Titre"), sort_key="title", classname="title"),
        Column("kind", label=_("Type"), accessor="get_kind_display", sort_key="kind"),
        Column(
            "published_on",
            label=_("Date"),
            accessor=lambda news: date_format(news.published_on, "j F Y"),
            sort_key="published_on",
        ),
        Column(
            "pillars",
            label=_("Piliers"),
            accessor=lambda news: ", ".join(str(p.label) for p in news.pillar_labels),
        ),
        Column(
            "audiences",
            label=_("Publics"),
            accessor=lambda news: ", ".join(str(a.label) for a in news.audience_labels),
        ),
        PageStatusColumn("status", label=_("Publication")),
    ]
    list_filter = ["kind", "published_on", "live"]


@hooks.register("register_admin_viewset")
def list_the_news():
    return NewsListingViewSet("actualites")
