"""The list of those who come, for the team alone: a screen, and a file."""

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core import spreadsheets
from core.rights import NeedsRightMixin
from jeudis.models import JeudiPage

from .places import confirmed

NEEDED = "jeudis.export_registration"
ACTION = "jeudis.export_registrations"


class TeamOnlyMixin(NeedsRightMixin):
    """For those who may see the addresses."""

    needed = NEEDED

    @cached_property
    def jeudi(self) -> JeudiPage:
        return get_object_or_404(JeudiPage, pk=self.kwargs["pk"])

    def registered(self):
        return confirmed(self.jeudi.translation_key).order_by("confirmed_at", "pk")


class RegisteredView(TeamOnlyMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "jeudis/admin/registered.html"
    page_title = _("Inscriptions")
    header_icon = "group"

    def get_page_subtitle(self):
        return self.jeudi.title

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            jeudi=self.jeudi, registered=self.registered(), **kwargs
        )


class RegisteredFileView(TeamOnlyMixin, View):
    """Who took the list, and when, is in the log of the page."""

    def get(self, request, pk):
        log(instance=self.jeudi, action=ACTION, user=request.user)
        lines = [["adresse", "langue", "inscription"]]
        for row in self.registered():
            day = timezone.localtime(row.confirmed_at)
            lines.append([row.address, row.language, f"{day:%Y-%m-%d %H:%M}"])
        name = f"inscriptions-{self.jeudi.slug}.csv"
        response = spreadsheets.response(lines, name, delimiter=";")
        response["Cache-Control"] = "no-store"
        return response


def url_of(jeudi) -> str:
    return reverse("jeudi_registered", args=[jeudi.pk])


urlpatterns = [
    path("jeudis/<int:pk>/inscriptions/", RegisteredView.as_view(), name="jeudi_registered"),
    path("jeudis/<int:pk>/inscriptions.csv", RegisteredFileView.as_view(), name="jeudi_registered_file"),
]  # fmt: skip
