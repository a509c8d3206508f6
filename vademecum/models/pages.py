from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core import frame
from core.blocks import BodyBlock
from core.listings import neighbours, readable
from core.models import BasePage, StrategyMixin
from vademecum import listings
from vademecum.book import shelf
from vademecum.roadmap import published_totals, roadmap

from .figures import ChiffreCle
from .glossary import Terme


class VademecumPage(RoutablePageMixin, BasePage):
    """The Vademecum: its fiches, its facts, somebody to call."""

    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "vademecum.FichePage",
        "vademecum.ChiffreIndexPage",
        "vademecum.TermeIndexPage",
        "vademecum.MesureIndexPage",
    ]
    max_count_per_parent = 1
    show_in_menus_default = True

    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("body")]

    class Meta:
        verbose_name = _("Vademecum")

    def get_context(self, request):
        registers = readable(Page.objects.child_of(self).not_exact_type(FichePage))
        for register in registers:
            register.language = register.locale.language_code
            register.href = frame.url_of(register, register.language)
        return super().get_context(request) | {
            "fiches": readable(FichePage.objects.defer_streamfields()),
            "registers": registers,
            "files": shelf.on_shelf(self.language),
        }

    @re_path(r"^(?:vademecum\.(pdf|epub)|dossier\.(zip))/$")
    def book(self, request, *kinds):
        return shelf.serve(request, self, kind=next(filter(None, kinds)))


class FichePage(RoutablePageMixin, StrategyMixin, BasePage):
    """One sheet of the Vademecum."""

    parent_page_types = ["vademecum.VademecumPage"]
    subpage_types = []

    body = StreamField(BodyBlock(), verbose_name=_("corps"))

    content_panels = [*BasePage.content_panels, "body"]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("fiche du Vademecum")
        verbose_name_plural = _("fiches du Vademecum")

    def get_context(self, request):
        fiches = list(readable(FichePage.objects.defer_streamfields()))
        return super().get_context(request) | {
            "fiches": fiches,
            "neighbours": neighbours(self, fiches),
            "toc": [(block.id, block.value) for block in self.body if block.block_type == "heading"],
        }  # fmt: skip

    @re_path(r"^(?:fiche\.(pdf|epub)|dossier\.(zip))/$")
    def book(self, request, *kinds):
        kind = next(filter(None, kinds))
        return shelf.serve(request, self, kind, self.translation_key)


class RegisterPage(RoutablePageMixin, BasePage):
    """A listing of shared facts, under the Vademecum."""

    parent_page_types = ["vademecum.VademecumPage"]
    subpage_types = []
    max_count_per_parent = 1

    class Meta:
        abstract = True


class ChiffreIndexPage(RegisterPage):
    """The figures, by subject, measure, source and year."""

    class Meta:
        verbose_name = _("liste des chiffres clés")

    def get_context(self, request):
        figures = ChiffreCle.objects.prefetch_related("mesure_links__mesure")
        return super().get_context(request) | listings.filtered_figures(
            figures.for_readers(), request.GET
        )


class TermeIndexPage(RegisterPage):
    """The glossary, from A to Z."""

    class Meta:
        verbose_name = _("glossaire")

    def get_context(self, request):
        terms = Terme.objects.for_readers()
        return super().get_context(request) | {"letters": listings.by_letter(terms)}


class MesureIndexPage(RegisterPage):
    """The roadmap: 4 objectives, 21 measures, and a page for each measure."""

    class Meta:
        verbose_name = _("feuille de route")

    def get_context(self, request, number=None):
        context = super().get_context(request) | roadmap()
        # A function: only the template that shows these figures asks for them.
        return context | {"published": published_totals}

    @path("<int:number>/")
    def measure(self, request, number):
        context = self.get_context(request)
        found = [mesure for mesure in context["mesures"] if mesure.number == number]
        if not found:
            raise Http404
        frame.of(request).go_below(found[0].title, f"{number}/")
        return self.render(
            request,
            template="vademecum/mesure.html",
            context_overrides={
                "mesure": found[0],
                "figures": ChiffreCle.objects.filter(
                    mesure_links__mesure__number=number
                ).for_readers(),
                "neighbours": neighbours(found[0], context["mesures"]),
            },
        )
