from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core import frame
from core.blocks import BodyBlock
from core.listings import located, neighbours, readable
from core.models import BasePage, StrategyMixin
from vademecum import citing, contacts, listings, roadmap_data
from vademecum.roadmap import published_totals, roadmap

from .figures import ChiffreCle
from .glossary import Terme
from .roadmap import Mesure


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

    def registers(self):
        return located(readable(Page.objects.child_of(self).not_exact_type(FichePage)))

    def get_context(self, request):
        return super().get_context(request) | {
            "fiches": readable(FichePage.objects.defer_streamfields()),
            # A function: the page of the contacts shows no register.
            "registers": self.registers,
        }

    @path("")
    def index_route(self, request):
        return self.with_contacts(request)

    @path("contacts/")
    def press_contacts(self, request):
        frame.of(request).go_below(_("Contacts presse"), "contacts/")
        return self.with_contacts(request, template="vademecum/press_contacts.html")

    def with_contacts(self, request, template=None):
        """An answer that names those who are on duty now, kept as long as that is true."""
        roster = contacts.roster(timezone.now())
        return roster.keep(
            self.render(
                request,
                template=template,
                context_overrides={"contacts": roster.contacts},
            )
        )

    @path("contacts.vcf/")
    def cards(self, request):
        return self.vcard()

    @path("contacts/<slug:slug>.vcf/")
    def card(self, request, slug):
        return self.vcard(slug)

    def vcard(self, slug=None):
        """The cards of all those on duty now, or of one of them."""
        roster = contacts.roster(timezone.now())
        found = [c for c in roster.contacts if slug is None or c.slug == slug]
        if not found:
            raise Http404
        response = HttpResponse(
            contacts.vcard(found), content_type="text/vcard; charset=utf-8"
        )
        filename = f"{slug or 'contacts'}.vcf"
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return roster.keep(response)


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
        frame.of(request).feeds = roadmap_data.links(self)
        context = super().get_context(request) | roadmap()
        # A function: only the template that shows these figures asks for them.
        return context | {"published": published_totals}

    @path("<int:number>/")
    def measure(self, request, number):
        context = self.get_context(request)
        found = [mesure for mesure in context["mesures"] if mesure.number == number]
        if not found:
            raise Http404
        mesure = found[0]
        frame.of(request).go_below(mesure.title, f"{number}/")
        context |= {
            "mesure": mesure,
            "figures": ChiffreCle.objects.filter(
                mesure_links__mesure__number=number
            ).for_readers(),
            "citing": citing.pages_by_kind(mesure),
            "neighbours": neighbours(mesure, context["mesures"]),
        }
        return TemplateResponse(request, "vademecum/mesure.html", context)

    @path("feuille-de-route.csv/")
    def table(self, request):
        address = request.build_absolute_uri(self.href)
        return HttpResponse(
            roadmap_data.as_csv(Mesure.objects.for_readers(), address),
            content_type="text/csv; charset=utf-8",
        )

    @path("feuille-de-route.json/")
    def document(self, request):
        address = request.build_absolute_uri(self.href)
        return HttpResponse(
            roadmap_data.as_json(Mesure.objects.for_readers(), self.title, address),
            content_type="application/json",
        )

    @path("atom.xml/")
    def atom(self, request):
        return roadmap_data.atom(request, self, Mesure.objects.for_readers())
