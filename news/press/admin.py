"""Accreditations in the admin: who has one, who read what, a new link, an end at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import SnippetViewSet

from core.rights import NeedsRightMixin
from news.models import Accreditation, EmbargoReading

from . import desk

NEEDED = "news.change_accreditation"


class AccreditView(CreateView):
    def save_instance(self):
        accreditation = super().save_instance()
        tell_link(
            self.request,
            accreditation,
            desk.give_link(accreditation, timezone.now()),
        )
        return accreditation


class AccreditationViewSet(SnippetViewSet):
    model = Accreditation
    icon = "key"
    menu_label = gettext_lazy("Accréditations")
    menu_order = 225
    add_to_admin_menu = True
    add_view_class = AccreditView
    list_display = ["name", "medium", Column("state", label=gettext_lazy("État")), DateColumn("link_given_at", label=gettext_lazy("Lien du"))]  # fmt: skip
    list_filter = ["medium"]
    search_fields = ["name", "medium", "email"]


def tell_link(request, accreditation, link: str):
    """Shown once: what we keep opens nothing."""
    messages.success(
        request,
        _("Le lien personnel de %(name)s part à %(email)s. Il ne sera plus montré : %(link)s")
        % {"name": accreditation.name, "email": accreditation.email, "link": link},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def change_link(request, pk, ends: bool):
    """Ask, then revoke a link at once, or put another one in its place."""
    accreditation = get_object_or_404(Accreditation, pk=pk)
    if not request.user.has_perm(NEEDED):
        raise PermissionDenied
    listing = reverse(accreditation.snippet_viewset.get_url_name("list"))
    if request.method != "POST":
        context = {
            "accreditation": accreditation,
            "ends": ends,
            "listing": listing,
            "page_title": _("Révoquer") if ends else _("Nouveau lien"),
            "header_icon": "key",
        }
        return render(request, "news/admin/change_link.html", context)
    if ends:
        desk.revoke(accreditation, timezone.now())
        messages.success(request, _("Le lien de %(name)s n'ouvre plus rien.") % {"name": accreditation.name})  # fmt: skip
    else:
        link = desk.give_link(accreditation, timezone.now())
        tell_link(request, accreditation, link)
    return redirect(listing)


class ReadingsView(NeedsRightMixin, ReportView):
    """Who read what before the hour, of the last twelve months."""

    needed = NEEDED
    page_title = gettext_lazy("Lectures sous embargo")
    header_icon = "key"
    index_url_name = "embargo_readings"
    index_results_url_name = "embargo_readings_results"
    default_ordering = "-read_at"
    columns = [
        DateColumn("read_at", label=gettext_lazy("Lu le")),
        Column("accreditation", label=gettext_lazy("Par")),
        Column("page", label=gettext_lazy("Communiqué")),
    ]
    list_export = ["read_at", "accreditation", "page"]

    def get_queryset(self):
        rows = EmbargoReading.objects.select_related("accreditation", "page")
        return rows.order_by("-read_at")


def buttons(accreditation, user):
    if not user.has_perm(NEEDED):
        return
    yield Button(
        _("Nouveau lien"),
        reverse("accreditation_link", args=[accreditation.pk]),
        icon_name="key",
        priority=30,
    )
    if accreditation.key_hash:
        yield Button(
            _("Révoquer"),
            reverse("revoke_accreditation", args=[accreditation.pk]),
            icon_name="cross",
            priority=31,
        )


urlpatterns = [
    path("accreditations/<int:pk>/lien/", change_link, {"ends": False}, name="accreditation_link"),
    path("accreditations/<int:pk>/revoquer/", change_link, {"ends": True}, name="revoke_accreditation"),
    path("reports/embargo/", ReadingsView.as_view(), name="embargo_readings"),
    path("reports/embargo/results/", ReadingsView.as_view(results_only=True), name="embargo_readings_results"),
]  # fmt: skip
