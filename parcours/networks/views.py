"""The screens of networks: borrow étapes, compare them with their source; who reuses what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from parcours.models import Borrowing, EtapePage, ParcoursPage

from . import borrowing, reading, reuse
from .forms import DecisionForm


class NetworkMixin(WagtailAdminTemplateMixin):
    header_icon = "knot-path"

    def crumbs(self, *pages: Page) -> list[dict]:
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            *(
                {
                    "url": reverse("wagtailadmin_explore", args=[page.pk]),
                    "label": page.get_admin_display_title(),
                }
                for page in pages
            ),
            {"url": "", "label": self.page_title},
        ]


class BorrowView(NetworkMixin, TemplateView):
    """All that the movement lends, to tick and bring into a parcours."""

    page_title = gettext_lazy("Emprunter des étapes")
    template_name = "parcours/admin/borrow.html"

    def dispatch(self, request, pk, *args, **kwargs):
        self.parcours = get_object_or_404(ParcoursPage, id=pk)
        self.network = borrowing.network_of(self.parcours)
        if self.network is None:
            raise Http404
        if not borrowing.may_borrow(request.user, self.parcours):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def breadcrumbs_items(self):
        return self.crumbs(self.network, self.parcours)

    def get_context_data(self, **kwargs):
        rows = Borrowing.objects.inside(self.parcours)
        return super().get_context_data(**kwargs) | {
            "parcours": self.parcours,
            "shelf": borrowing.shelf(self.parcours.locale.language_code),
            "borrowed": set(rows.values_list("source", flat=True)),
        }

    def post(self, request, *args, **kwargs):
        keys = {int(key) for key in request.POST.getlist("etape") if key.isdecimal() and len(key) < 19}  # fmt: skip
        publish = "publish" in request.POST
        made = borrowing.borrow(self.parcours, keys, request.user, publish=publish)
        if not made:
            messages.warning(request, _("Rien n'a été emprunté : cochez au moins une étape que ce parcours n'a pas encore."))  # fmt: skip
            return redirect("borrow_etapes", self.parcours.pk)
        told = (
            ngettext("%(count)s étape empruntée et publiée.", "%(count)s étapes empruntées et publiées.", len(made))
            if publish
            else ngettext("%(count)s étape empruntée, en brouillon : relisez-la, adaptez-la, publiez-la.", "%(count)s étapes empruntées, en brouillon : relisez-les, adaptez-les, publiez-les.", len(made))
        )  # fmt: skip
        messages.success(request, told % {"count": len(made)})
        return redirect("wagtailadmin_explore", self.parcours.pk)


class CompareView(NetworkMixin, TemplateView):
    """A borrowed étape beside its source: what to take, adapt or decline."""

    page_title = gettext_lazy("Comparer avec la source")
    template_name = "parcours/admin/compare.html"

    def dispatch(self, request, pk, *args, **kwargs):
        self.etape = get_object_or_404(EtapePage, id=pk)
        self.comparison = borrowing.compared(self.etape)
        if self.comparison is None:
            raise Http404
        if not borrowing.may_decide(request.user, self.etape):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def breadcrumbs_items(self):
        return self.crumbs(self.etape.get_parent(), self.etape)

    def form(self, data=None) -> DecisionForm:
        found = self.comparison
        here = {
            block["id"]: block
            for content in (found.theirs or {}, found.ours)
            for name in ("aims", "body")
            for block in content.get(name, ())
        }
        readings = [reading.read(c, here) for c in [*found.waiting, *found.refused]]
        declined = {change.key for change in found.refused}
        return DecisionForm(readings, declined, data, initial={"seen": found.seen})

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form())
        form, found = kwargs["form"], self.comparison
        return super().get_context_data(**kwargs) | {
            "etape": self.etape,
            "comparison": found,
            "waiting": form.rows[: len(found.waiting)],
            "refused": form.rows[len(found.waiting) :],
            "conflicts": [c for c in found.waiting if c.is_conflict],
            "media": form.media,
        }

    def post(self, request, *args, **kwargs):
        form, at_once = self.form(request.POST), request.POST.get("all", "")
        if not form.is_valid() and not at_once:
            messages.error(request, _("Rien n'est encore changé : une de vos versions est à compléter."))  # fmt: skip
            return self.render_to_response(self.get_context_data(form=form))
        try:
            borrowing.decide(
                self.etape,
                request.POST.get("seen", ""),
                request.user,
                **form.choices(at_once),
            )
        except borrowing.Stale:
            messages.warning(request, _("L'étape ou sa source a changé pendant que vous choisissiez : rien n'a été écrit. Voici où elles en sont."))  # fmt: skip
            return redirect("compare_etape", self.etape.pk)
        return self.say_what_is_left()

    def say_what_is_left(self):
        left = len(borrowing.compared(self.etape).waiting)
        if left:
            told = ngettext("C'est enregistré. Il reste %(count)s changement à décider.", "C'est enregistré. Il reste %(count)s changements à décider.", left)  # fmt: skip
            messages.success(self.request, told % {"count": left})
            return redirect("compare_etape", self.etape.pk)
        messages.success(self.request, _("C'est enregistré : « %(etape)s » n'a plus rien à comparer.") % {"etape": self.etape.title})  # fmt: skip
        return redirect("wagtailadmin_explore", self.etape.get_parent().pk)


class ReuseView(NetworkMixin, TemplateView):
    """Which network reuses which étape, and where its copy stands."""

    page_title = gettext_lazy("Réemplois des étapes")
    template_name = "parcours/admin/reuse.html"
    header_icon = "group"

    def dispatch(self, request, *args, **kwargs):
        if not borrowing.is_of_the_team(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def breadcrumbs_items(self):
        return self.crumbs()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sources": reuse.by_source()}


urlpatterns = [
    path("reseaux/emprunter/<int:pk>/", BorrowView.as_view(), name="borrow_etapes"),
    path("reseaux/comparer/<int:pk>/", CompareView.as_view(), name="compare_etape"),
    path("reports/reemplois/", ReuseView.as_view(), name="reuse_report"),
]
