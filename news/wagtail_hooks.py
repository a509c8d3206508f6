from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
)
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet

from core.models import CheckedLink
from core.rights import MenuItemFor
from core.snippets import RecordViewSet

from .models import Accreditation, NewsPage, Retombee
from .press import admin as press


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


class RetombeeViewSet(RecordViewSet):
    """The press coverage, the latest first; what its addresses answered last."""

    model = Retombee
    icon = "openquote"
    menu_label = _("Retombées")
    menu_order = 206
    add_to_admin_menu = True
    list_display = [
        "title",
        "medium",
        Column(
            "published_on",
            label=_("Paru le"),
            accessor=lambda row: date_format(row.published_on, "j F Y"),
            sort_key="published_on",
        ),
        Column("link", label=_("Lien"), accessor=lambda row: answer_of(row)),
        UpdatedAtColumn(),
    ]
    list_filter = ["kind", "medium", "published_on"]

    def get_queryset(self, request):
        link = CheckedLink.objects.filter(url=OuterRef("url"))
        return Retombee.objects.annotate(
            dead_since=Subquery(link.values("dead_since")[:1]),
            answered=Subquery(link.values("reason")[:1]),
        )


def answer_of(row) -> str:
    if not row.url:
        return "–"
    if row.dead_since is None:
        return row.answered or str(_("à vérifier"))
    day = date_format(row.dead_since, "j F Y")
    return str(_("muet depuis le %(day)s : %(answer)s")) % {"day": day, "answer": row.answered}  # fmt: skip


register_snippet(RetombeeViewSet)


@hooks.register("register_admin_viewset")
def list_the_news():
    return NewsListingViewSet("actualites")


register_snippet(press.AccreditationViewSet)


@hooks.register("register_admin_urls")
def press_screens():
    return press.urlpatterns


@hooks.register("register_snippet_listing_buttons")
def links_of_an_accreditation(snippet, user, next_url=None):
    if isinstance(snippet, Accreditation):
        yield from press.buttons(snippet, user)


@hooks.register("register_reports_menu_item")
def readings_menu_item():
    return MenuItemFor(
        lambda user: user.has_perm(press.NEEDED),
        _("Lectures sous embargo"),
        reverse("embargo_readings"),
        name="embargo-readings",
        icon_name="key",
        order=810,
    )
