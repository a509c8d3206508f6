from django.utils import timezone
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

from .models import JeudiPage


def state(jeudi):
    return jeudi.state(timezone.now()).label if jeudi.starts_at else "–"


def day_and_hour(jeudi):
    if jeudi.starts_at is None:
        return "–"
    return date_format(timezone.localtime(jeudi.starts_at), r"j F Y, G \h i")


class JeudiListingViewSet(PageListingViewSet):
    """All the episodes, by date."""

    model = JeudiPage
    icon = "knot-thursday"
    menu_label = _("Jeudis")
    menu_order = 200
    add_to_admin_menu = True
    ordering = "-starts_at"
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Titre"), sort_key="title", classname="title"),
        Column("number", label=_("Numéro"), sort_key="number", width="8%"),
        Column(
            "starts_at",
            label=_("Jour"),
            accessor=day_and_hour,
            sort_key="starts_at",
            width="16%",
        ),
        Column("state", label=_("Où il en est"), accessor=state, width="12%"),
        PageStatusColumn("status", label=_("Publication"), width="12%"),
    ]
    list_filter = ["starts_at", "format", "live"]


@hooks.register("register_admin_viewset")
def list_the_jeudis():
    return JeudiListingViewSet("jeudis")
