import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from core.snippets import RecordViewSet
from vademecum import reviews
from vademecum.importing import views as importing
from vademecum.importing.writing import ACTION

from .models import ChiffreCle, Mesure, Objectif, PressContact, Terme


class ReviewFilter(django_filters.ChoiceFilter):
    """The figures that somebody should read again: those that are late, those of the month."""

    QUESTIONS = {"late": reviews.overdue, "soon": reviews.due_soon}

    def filter(self, queryset, value):
        if value not in self.QUESTIONS:
            return queryset
        asked = self.QUESTIONS[value](timezone.localdate())
        return queryset.filter(pk__in=asked)


class ChiffreCleFilterSet(WagtailFilterSet):
    review = ReviewFilter(
        label=_("À relire"),
        choices=[("late", _("en retard")), ("soon", _("dans les trente jours"))],
        empty_label=_("Tous"),
    )

    class Meta:
        model = ChiffreCle
        fields = ["subject", "source_publisher", "owner"]


class ChiffreCleViewSet(RecordViewSet):
    model = ChiffreCle
    icon = "knot-figure"
    list_display = [
        "title",
        Column("formatted", label=_("Chiffre")),
        "source_publisher",
        "owner",
        "review_on",
        UpdatedAtColumn(),
    ]
    filterset_class = ChiffreCleFilterSet


class TermeViewSet(RecordViewSet):
    model = Terme
    icon = "snippet"
    list_display = ["name", "source_title", UpdatedAtColumn()]


class ObjectifViewSet(RecordViewSet):
    model = Objectif
    icon = "crosshairs"
    list_display = ["number", "verb", "title", UpdatedAtColumn()]


class MesureViewSet(RecordViewSet):
    model = Mesure
    icon = "list-ol"
    list_display = ["number", "title", "dimension", "status", UpdatedAtColumn()]
    list_filter = ["dimension", "status"]


class PressContactViewSet(RecordViewSet):
    model = PressContact
    icon = "mail"
    list_display = ["person", "subject", "duty_from", "duty_until", UpdatedAtColumn()]


class FactsGroup(SnippetViewSetGroup):
    items = (
        ChiffreCleViewSet,
        TermeViewSet,
        ObjectifViewSet,
        MesureViewSet,
        PressContactViewSet,
    )
    menu_label = _("Faits")
    menu_icon = "knot-figure"
    menu_order = 210


register_snippet(FactsGroup)


# --- Import -----------------------------------------------------------------------


@hooks.register("register_admin_urls")
def import_screens():
    return importing.urlpatterns


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return importing.may_import(request.user)


@hooks.register("register_admin_menu_item")
def import_menu_item():
    return ImportMenuItem(
        _("Importer"),
        reverse("import_document"),
        name="import-document",
        icon_name="upload",
        order=215,
    )


@hooks.register("register_log_actions")
def log_of_an_import(actions):
    label = _("Importer un document")
    actions.register_action(ACTION, label, _("Fiche importée d'un document"))
