"""Parutions in the admin: what is in one, what is missing, what to put in it."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.views.snippets import SnippetViewSet

from . import parutions
from .models import Parution, ParutionItem, Record
from .parutions import NEEDED

MOST = 5


class ItemsPanel(Panel):
    """What is in the parution, and what each thing still lacks."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/parution_items.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            urls, at = AdminURLFinder(self.request.user), self.instance.publish_at
            items = self.instance.items.select_related("revision", "base_content_type")
            return super().get_context_data(parent_context) | {
                "request": self.request,
                "parution": self.instance,
                "rows": [
                    {
                        "item": item,
                        "url": item.object and urls.get_edit_url(item.object),
                        "problems": [] if self.instance.published_at else parutions.problems_of(item, at),
                    }
                    for item in items
                ],
            }  # fmt: skip


class ParutionViewSet(SnippetViewSet):
    model = Parution
    icon = "calendar-check"
    menu_label = gettext_lazy("Parutions")
    menu_order = 206
    add_to_admin_menu = True
    list_display = ["title", DateColumn("publish_at", label=gettext_lazy("Heure")), Column("state", label=gettext_lazy("État"))]  # fmt: skip
    panels = [ItemsPanel(), FieldPanel("title"), FieldPanel("publish_at")]


class ParutionsPanel(Component):
    """On the home screen: those that could not appear, then the next ones."""

    name = "parutions"
    order = 60
    template_name = "core/admin/parutions.html"

    def get_context_data(self, parent_context):
        waiting = Parution.objects.filter(published_at=None)
        name = Parution.snippet_viewset.get_url_name("edit")
        return {
            "rows": [
                {"parution": each, "url": reverse(name, args=[each.pk])}
                for each in waiting.order_by("publish_at")[:MOST]
            ]
        }


def may_prepare(user, instance) -> bool:
    if not user.has_perm(NEEDED):
        return False
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    meta = instance._meta
    return user.has_perm(f"{meta.app_label}.change_{meta.model_name}")


def buttons(instance, user):
    if may_prepare(user, instance):
        kind = instance.get_base_content_type()
        yield Button(
            _("Faire paraître avec…"),
            reverse("add_to_parution", args=[kind.pk, instance.pk]),
            icon_name="calendar-check",
            priority=40,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, kind, pk):
    """Choose the parution of a page or of a record, with its translations or without."""
    model = get_object_or_404(ContentType, pk=kind).model_class()
    if model is None or not issubclass(model, Page | Record):
        raise Http404
    instance = get_object_or_404(model, pk=pk)
    instance = getattr(instance, "specific", instance)
    if not may_prepare(request.user, instance):
        raise PermissionDenied
    choices = Parution.objects.filter(published_at=None).order_by("publish_at")
    chosen = request.POST.get("parution", "")
    parution = next((each for each in choices if str(each.pk) == chosen), None)
    if parution is not None:
        parutions.add(parution, instance, "translations" in request.POST)
        messages.success(request, _("« %(object)s » paraîtra avec « %(parution)s ». Faites-le approuver d'ici là.") % {"object": instance, "parution": parution})  # fmt: skip
        return redirect(parution.snippet_viewset.get_url_name("edit"), parution.pk)
    context = {
        "instance": instance,
        "choices": choices,
        "current": parutions.item_of(instance),
        "has_translations": parutions.translations(instance),
        "is_missing": request.method == "POST",
        "new_url": reverse(Parution.snippet_viewset.get_url_name("add")),
        "page_title": _("Faire paraître avec…"),
        "header_icon": "calendar-check",
    }
    return render(request, "core/admin/add_to_parution.html", context)


@require_POST
def remove(request, pk):
    item = get_object_or_404(ParutionItem, pk=pk, is_open=True)
    allowed = may_prepare(request.user, item.object) if item.object else request.user.has_perm(NEEDED)  # fmt: skip
    if not allowed:
        raise PermissionDenied
    item.delete()
    messages.success(request, _("Retiré de la parution. Ce qui avait été approuvé ne sera pas publié : demandez une nouvelle relecture."))  # fmt: skip
    return redirect(Parution.snippet_viewset.get_url_name("edit"), item.parution_id)


urlpatterns = [
    path("parutions/ajouter/<int:kind>/<int:pk>/", add, name="add_to_parution"),
    path("parutions/retirer/<int:pk>/", remove, name="remove_from_parution"),
]
