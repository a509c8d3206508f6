"""The board and the year, in the admin; for those who write the facts."""

from django.http import Http404, HttpResponse
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.rights import NeedsRightMixin
from home.reviews import reviews_of
from vademecum.models import Affirmation

from . import board, yearly

NEEDED = "vademecum.change_chiffrecle"  # as for the week: a network has none of this


class TeamMixin(NeedsRightMixin):
    needed = NEEDED


class BoardView(TeamMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "home/cockpit/board.html"
    page_title = _("Tableau de bord")
    header_icon = "knot"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]

    def get_context_data(self, **kwargs):
        now, viewset = timezone.now(), Affirmation.snippet_viewset
        found = board.gather(now)
        return super().get_context_data(**kwargs) | {
            "board": found,
            "figures": reviews_of(
                found.figures, timezone.localdate(now), self.request.user
            ),
            "silent_after": board.SILENT_AFTER,
            "claim_edit": viewset.get_url_name("edit"),
            "claim_add": viewset.get_url_name("add"),
            "years": yearly.years(),
        }


class YearView(TeamMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "home/cockpit/year.html"
    page_title = _("Bilan de l'année")
    header_icon = "doc-full"

    @property
    def breadcrumbs_items(self):
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": reverse_lazy("cockpit"), "label": BoardView.page_title},
            {"url": "", "label": _("Bilan de l'année %(year)s") % self.kwargs},
        ]

    def get_page_subtitle(self):
        return str(self.kwargs["year"])

    def get_context_data(self, **kwargs):
        found = year_or_404(self.kwargs["year"])
        return super().get_context_data(**kwargs) | {"year": found}


class YearFileView(TeamMixin, View):
    def get(self, request, year):
        content = yearly.pdf(year_or_404(year), timezone.now())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="bilan-{year}.pdf"'
        return response


def year_or_404(year: int) -> yearly.Year:
    if year not in yearly.years():
        raise Http404
    return yearly.gather(year)


urlpatterns = [
    path("tableau-de-bord/", BoardView.as_view(), name="cockpit"),
    path("tableau-de-bord/bilan/<int:year>/", YearView.as_view(), name="cockpit_year"),
    path("tableau-de-bord/bilan/<int:year>.pdf", YearFileView.as_view(), name="cockpit_year_file"),
]  # fmt: skip
