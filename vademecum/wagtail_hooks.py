import django_filters
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    SnippetViewSet,
    SnippetViewSetGroup,
    WorkflowActionView,
)

from core.rights import MenuItemFor
from core.snippets import RecordViewSet
from vademecum import reviews
from vademecum.glossary.table import screen as glossary_table
from vademecum.importing import views as importing
from vademecum.importing.writing import ACTION

from .freezing import ask_edition
from .models import (
    Affirmation,
    ChiffreCle,
    Edition,
    Mesure,
    Objectif,
    PressContact,
    Terme,
)


class ApproveFigureView(WorkflowActionView):
    """Approval publishes: if the figure can't be published, it says why and waits."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, _("Ce chiffre ne peut pas être publié."))
            for name, told in error.message_dict.items():
                messages.error(request, f"{self.label(name)} : {' '.join(told)}")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(
                request, {"step": "success", "redirect": self.redirect_url}
            )
        return redirect(self.redirect_url)

    @staticmethod
    def label(name: str) -> str:
        names = {field.name: field for field in ChiffreCle._meta.fields}
        return capfirst(names[name].verbose_name) if name in names else _("Chiffre")


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
    workflow_action_view_class = ApproveFigureView
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
    index_view_class = glossary_table.TermeIndexView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("tableau/", glossary_table.TableView.as_view(), name="table"),
            path(
                "tableau/glossaire.csv",
                glossary_table.DownloadView.as_view(),
                name="table-file",
            ),
        ]


class ObjectifViewSet(RecordViewSet):
    model = Objectif
    icon = "crosshairs"
    list_display = ["number", "verb", "title", UpdatedAtColumn()]


class MesureViewSet(RecordViewSet):
    model = Mesure
    icon = "list-ol"
    list_display = ["number", "title", "dimension", "status", UpdatedAtColumn()]
    list_filter = ["dimension", "status"]


DUTIES = {
    "current": _("De service"),
    "coming": _("À venir"),
    "over": _("Terminé"),
}


def duty(contact):
    return DUTIES[contact.duty(timezone.now())]


class PressContactViewSet(RecordViewSet):
    model = PressContact
    icon = "mail"
    list_display = [
        "person",
        "subject",
        Column("duty", label=_("Service"), accessor=duty),
        "duty_from",
        "duty_until",
        UpdatedAtColumn(),
    ]


class FrozenPolicy(ModelPermissionPolicy):
    """What is kept for ever is added and seen; nobody changes or removes it."""

    def user_has_permission(self, user, action):
        return action in ("add", "view") and super().user_has_permission(user, action)


register_permission_policy(Edition, FrozenPolicy(Edition))


class FreezeView(CreateView):
    """Asks for an edition; a task freezes it as soon as the request is over."""

    page_title = _("Figer une édition")
    success_message = _(
        "%(object)s est demandée : elle paraîtra dès que ses livres seront faits."
    )

    def save_instance(self):
        words = self.form.cleaned_data
        return ask_edition(words["note"], words["note_en"], self.request.user)


class EditionViewSet(ModelViewSet):
    model = Edition
    icon = "lock"
    menu_label = _("Éditions")
    add_view_class = FreezeView
    form_fields = ["note", "note_en"]
    list_display = ["__str__", DateColumn("frozen_at", label=_("figée le")), "note"]
    copy_view_enabled = False


def supports(claim) -> str:
    """How many published things it rests on."""
    found = sum(each.is_published for each in claim.evidence.all())
    return str(found) if found else str(_("aucun"))


class AffirmationViewSet(SnippetViewSet):
    model = Affirmation
    icon = "thumbtack"
    list_display = ["text", Column("supports", label=_("Appuis publiés"), accessor=supports)]  # fmt: skip

    def get_queryset(self, request):
        return Affirmation.objects.prefetch_related(
            "evidence__figure", "evidence__mesure", "evidence__page"
        )


class FactsGroup(SnippetViewSetGroup):
    items = (
        ChiffreCleViewSet,
        TermeViewSet,
        ObjectifViewSet,
        MesureViewSet,
        PressContactViewSet,
        AffirmationViewSet,
        EditionViewSet,
    )
    menu_label = _("Faits")
    menu_icon = "knot-figure"
    menu_order = 210


register_snippet(FactsGroup)


# --- Import -----------------------------------------------------------------------


@hooks.register("register_admin_urls")
def import_screens():
    return importing.urlpatterns


@hooks.register("register_admin_menu_item")
def import_menu_item():
    return MenuItemFor(
        importing.may_import,
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
