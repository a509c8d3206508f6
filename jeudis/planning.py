"""The screens of the weeks to come: what stands ready, and the next Jeudi made like another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from jeudis import preparing
from jeudis.models import JeudiIndexPage, JeudiPage


def listing() -> JeudiIndexPage | None:
    return JeudiIndexPage.objects.filter(**preparing.in_french()).first()


def may_prepare(user) -> bool:
    page = listing()
    return page is not None and page.permissions_for_user(user).can_add_subpage()


class EditorMixin:
    def dispatch(self, request, *args, **kwargs):
        if listing() is None:
            raise Http404
        if not may_prepare(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ComingView(EditorMixin, WagtailAdminTemplateMixin, TemplateView):
    """The next eight Thursdays: ready, missing, skipped on purpose, public holiday."""

    template_name = "jeudis/admin/coming.html"
    page_title = gettext_lazy("Les prochains Jeudis")
    header_icon = "knot-thursday"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": gettext_lazy("Les prochains Jeudis")},
    ]

    def get_context_data(self, **kwargs):
        weeks = preparing.coming(timezone.now())
        return super().get_context_data(**kwargs) | {
            "weeks": weeks,
            "missing": sum(week.is_missing for week in weeks),
            "is_without_season": any(week.is_without_season for week in weeks),
            "add_season_url": reverse(
                "wagtailadmin_pages:add", args=["jeudis", "seasonpage", listing().pk]
            ),
        }

    def post(self, request):
        made = preparing.prepare(timezone.now(), request.user)
        if made:
            count = len(made)
            words = ngettext("%d Jeudi est prêt.", "%d Jeudis sont prêts.", count)
            messages.success(request, words % count)
        else:
            messages.info(request, _("Rien ne manquait : aucun brouillon créé."))
        return redirect("coming_jeudis")


class DuplicateView(EditorMixin, WagtailAdminTemplateMixin, TemplateView):
    """Makes the next Jeudi like this one."""

    template_name = "jeudis/admin/duplicate.html"
    page_title = gettext_lazy("Préparer le suivant comme celui-ci")
    header_icon = "copy"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("coming_jeudis"), "label": ComingView.page_title},
        {"url": "", "label": page_title},
    ]

    def get_context_data(self, pk, **kwargs):
        return super().get_context_data(**kwargs) | {"source": self.source(pk)}

    @staticmethod
    def source(pk) -> JeudiPage:
        found = get_object_or_404(JeudiPage, pk=pk, **preparing.in_french())
        return found.get_latest_revision_as_object()

    def post(self, request, pk):
        source = self.source(pk)
        if source.starts_at is None:
            messages.error(request, _("Ce Jeudi n'a pas encore de jour."))
            return redirect("wagtailadmin_pages:edit", pk)
        try:
            made = preparing.duplicate(source, timezone.now(), request.user)
        except preparing.NoPlace:
            words = _(
                "Aucun jeudi n'est libre dans les semaines qui viennent : ouvrez une "
                "saison, ou créez la page à la main."
            )
            messages.error(request, words)
            return redirect("coming_jeudis")
        words = _("Le Jeudi n° %(number)d est préparé comme « %(title)s ».")
        messages.success(
            request, words % {"number": made.number, "title": source.title}
        )
        return redirect("wagtailadmin_pages:edit", made.pk)


urlpatterns = [
    path("prochains-jeudis/", ComingView.as_view(), name="coming_jeudis"),
    path(
        "prochains-jeudis/comme/<int:pk>/",
        DuplicateView.as_view(),
        name="duplicate_jeudi",
    ),
]
