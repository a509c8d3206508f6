from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
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
from wagtail.admin.widgets.button import Button

from core.rights import MenuItemFor

from . import import_screen, numbering, planning, transcript_import
from .models import JeudiPage
from .registration import export


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


@hooks.register("register_admin_urls")
def planning_screens():
    return [*planning.urlpatterns, *import_screen.urlpatterns]


@hooks.register("register_admin_menu_item")
def coming_menu_item():
    return MenuItemFor(
        planning.may_prepare,
        _("Les prochains Jeudis"),
        reverse("coming_jeudis"),
        name="coming-jeudis",
        icon_name="calendar-alt",
        order=201,
    )


@hooks.register("register_page_header_buttons")
def make_the_next_one_like_this(page, user, view_name, next_url=None):
    if isinstance(page, JeudiPage) and page.is_source and planning.may_prepare(user):
        yield Button(
            _("Préparer le suivant comme celui-ci"),
            reverse("duplicate_jeudi", args=[page.pk]),
            icon_name="copy",
            priority=25,
        )


@hooks.register("before_copy_page")
def copy_by_making_the_next_one(request, page):
    """A copy beside the original would have its number, its day and its address."""
    if isinstance(page.specific, JeudiPage):
        return redirect("duplicate_jeudi", page.pk)
    return None


@hooks.register("register_admin_urls")
def transcript_screens():
    return transcript_import.urlpatterns


@hooks.register("register_page_header_buttons")
def import_a_transcript(page, user, view_name, next_url=None):
    if isinstance(page, JeudiPage) and transcript_import.may_import(page, user):
        yield Button(
            _("Importer une transcription"),
            reverse("import_transcript", args=[page.pk]),
            icon_name="upload",
            priority=60,
        )


@hooks.register("register_admin_urls")
def registration_screens():
    return export.urlpatterns


@hooks.register("register_page_header_buttons")
def who_comes(page, user, view_name, next_url=None):
    if isinstance(page, JeudiPage) and user.has_perm(export.NEEDED):
        yield Button(
            _("Inscriptions"), export.url_of(page), icon_name="group", priority=26
        )


@hooks.register("register_log_actions")
def log_exported_lists(actions):
    actions.register_action(
        export.ACTION, _("Exporter les inscriptions"), _("Liste des inscriptions exportée")
    )  # fmt: skip


@hooks.register("after_move_page")
@transaction.atomic
def number_where_it_went(request, page):
    """In its new season a Jeudi has a number of its own."""
    moved = page.specific
    if isinstance(moved, JeudiPage):
        season = moved.get_parent()
        numbering.lock(season)
        jeudis = JeudiPage.objects.child_of(season)
        numbering.after_a_move(season, jeudis, moved)
