from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import ChiffreCle, Mesure, Objectif, PressContact, Terme


class ChiffreCleViewSet(SnippetViewSet):
    model = ChiffreCle
    icon = "knot-figure"
    list_display = [
        "title",
        Column("formatted", label=_("Chiffre")),
        "source_publisher",
        "review_on",
        UpdatedAtColumn(),
    ]
    list_filter = ["subject", "source_publisher", "review_on"]


class TermeViewSet(SnippetViewSet):
    model = Terme
    icon = "snippet"
    list_display = ["name", "source_title", UpdatedAtColumn()]


class ObjectifViewSet(SnippetViewSet):
    model = Objectif
    icon = "crosshairs"
    list_display = ["number", "verb", "title", UpdatedAtColumn()]


class MesureViewSet(SnippetViewSet):
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


class PressContactViewSet(SnippetViewSet):
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
