from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core import feeds as core_feeds
from core import frame, linked_data
from core.blocks import BodyBlock
from core.listings import located, neighbours, readable
from core.models import BasePage, FeedMixin, StrategyMixin
from vademecum import (
    chain,
    concerning,
    contacts,
    data,
    feeds,
    listings,
    roadmap_data,
    structured,
)
from vademecum.book import shelf
from vademecum.glossary.table import rows as glossary_rows
from vademecum.roadmap import published_totals, roadmap

from .figures import ChiffreCle
from .glossary import Terme
from .roadmap import Mesure
from .versions import ChiffreVersion


class RoutesMixin(RoutablePageMixin):
    """Routes that are printed and cited: found again when their page gets another address."""

    printed_routes = ()

    def get_route_paths(self):
        return ["/", *(f"/{below}" for below in self.printed_routes)]

    @property
    def listed_routes(self) -> list[str]:
        """Those that are pages: in the map of the site."""
        return [route for route in self.printed_routes if route.endswith("/")]

    def resolve_subpage(self, path):
        # A file has no slash after its name, our routes have one.
        return super().resolve_subpage(path if path.endswith("/") else f"{path}/")


class VademecumPage(RoutesMixin, BasePage):
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

    schema_type = "Collection"
    printed_routes = ("contacts/", "vademecum.pdf", "vademecum.epub", "dossier.zip")

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
            "files": shelf.on_shelf(self.language),
        }

    def linked_data(self, context):
        fiches = context["fiches"]
        return super().linked_data(context) | {
            "hasPart": [linked_data.reference(fiche, "Article") for fiche in fiches],
        }

    @re_path(r"^(?:vademecum\.(pdf|epub)|dossier\.(zip))/$")
    def book(self, request, *kinds):
        return shelf.serve(request, self, kind=next(filter(None, kinds)))

    @path("")
    def index_route(self, request):
        return self.with_contacts(request)

    @path("contacts/")
    def press_contacts(self, request):
        frame.of(request).go_below(_("Contacts presse"), "contacts/")
        address = f"{self.href}contacts/"
        return self.with_contacts(
            request,
            template="vademecum/press_contacts.html",
            linked_data=linked_data.view("ContactPage", _("Contacts presse"), address),
        )

    def with_contacts(self, request, template=None, **context):
        """An answer that names those who are on duty now, kept as long as that is true."""
        roster = contacts.roster(timezone.now())
        return roster.keep(
            self.render(
                request,
                template=template,
                context_overrides={"contacts": roster.contacts} | context,
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


class FichePage(RoutesMixin, StrategyMixin, BasePage):
    """One sheet of the Vademecum."""

    parent_page_types = ["vademecum.VademecumPage"]
    subpage_types = []
    schema_type = "Article"
    printed_routes = ("fiche.pdf", "fiche.epub", "dossier.zip")
    chapter_template = "vademecum/book/fiche.html"

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

    @property
    def card_line(self):
        return str(self._meta.verbose_name).capitalize()

    def get_context(self, request):
        fiches, jeudis = concerning.beside(self, FichePage.objects.all())
        return super().get_context(request) | {
            "fiches": fiches,
            "neighbours": neighbours(self, fiches),
            "jeudis": jeudis,
            "toc": [(block.id, block.value) for block in self.body if block.block_type == "heading"],
        }  # fmt: skip

    def linked_data(self, context):
        around = context["frame"]
        terms = structured.cited(self.body, "term")
        measures = structured.cited(self.body, "measure")
        return super().linked_data(context) | {
            "headline": self.title,
            "isPartOf": linked_data.parent(around, "Collection"),
            "keywords": self.pillar_labels,
            "about": [
                *(structured.defined_term(t, around.glossary_url) for t in terms),
                *(structured.measure(m, around.measures_url) for m in measures),
            ],
            "citation": structured.citations(self.body),
        }

    @re_path(r"^(?:fiche\.(pdf|epub)|dossier\.(zip))/$")
    def book(self, request, *kinds):
        kind = next(filter(None, kinds))
        return shelf.serve(request, self, kind, self.translation_key)


class RegisterPage(RoutesMixin, BasePage):
    """A listing of shared facts, under the Vademecum."""

    parent_page_types = ["vademecum.VademecumPage"]
    subpage_types = []
    max_count_per_parent = 1

    class Meta:
        abstract = True

    @staticmethod
    def file(name: str, content: bytes) -> HttpResponse:
        kind = "text/csv" if name.endswith(".csv") else "application/json"
        response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


class ChiffreIndexPage(RegisterPage):
    """The figures, by subject, measure, source and year."""

    # The files below it that hold all of them.
    DATA = {"chiffres.csv": "text/csv", "chiffres.json": "application/json"}

    schema_type = "Dataset"
    printed_routes = (
        *DATA,
        "datapackage.json",
        "corrections.xml",
        "corrections/",
        *(f"corrections/{name}" for name in core_feeds.FORMS),
    )

    class Meta:
        verbose_name = _("liste des chiffres clés")

    @path("chiffres.csv/")
    def csv(self, request):
        return self.file("chiffres.csv", data.as_csv(self.rows(request)))

    @path("chiffres.json/")
    def json(self, request):
        return self.file("chiffres.json", data.as_json(self.rows(request)))

    @path("datapackage.json/")
    def datapackage(self, request):
        rows = self.rows(request)
        address = request.build_absolute_uri(self.href)
        return self.file(
            "datapackage.json", data.datapackage(rows, data.as_csv(rows), address)
        )

    @path("corrections/")
    def all_corrections(self, request):
        around = frame.of(request)
        around.go_below(_("Corrections"), "corrections/")
        around.feeds = core_feeds.links(feeds.corrections(self))
        context = super().get_context(request) | {
            "corrections": self.corrections(),
            "feeds": around.feeds,
            "head": chain.head(),
            "linked_data": linked_data.view(
                "CollectionPage", _("Corrections"), f"{self.href}corrections/"
            ),
        }
        return render(request, "vademecum/corrections.html", context)

    @re_path(r"^corrections/(atom\.xml|feed\.json|rss\.xml)/$")
    def corrections_feed(self, request, name):
        return core_feeds.answer(request, name, lambda chosen: feeds.corrections(self))

    @path("corrections.xml/")
    def first_corrections_feed(self, request):
        """Where it was before each feed had three forms."""
        return self.corrections_feed(request, "atom.xml")

    @staticmethod
    def corrections() -> list[listings.Corrected]:
        return listings.corrections(
            ChiffreVersion.objects.with_corrections(),
            ChiffreCle.objects.for_readers(),
        )

    @staticmethod
    def rows(request) -> list[dict]:
        figures = ChiffreCle.objects.for_readers()
        return data.rows(figures, request.build_absolute_uri("/"))

    def get_context(self, request):
        around = frame.of(request)
        around.feeds = core_feeds.links(feeds.corrections(self))
        around.alternates = data.links(self)
        figures = listings.with_measures(ChiffreCle.objects.for_readers())
        return super().get_context(request) | listings.filtered_figures(
            figures, request.GET
        )

    def linked_data(self, context):
        return super().linked_data(context) | {
            "isPartOf": linked_data.parent(context["frame"], "Collection"),
            "hasPart": [structured.claim(figure) for figure in context["figures"]],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": encoding,
                    "contentUrl": f"{self.href}{name}",
                }
                for name, encoding in self.DATA.items()
            ],
        }


class TermeIndexPage(RegisterPage):
    """The glossary, from A to Z."""

    printed_routes = ("glossaire.csv",)

    class Meta:
        verbose_name = _("glossaire")

    def get_context(self, request):
        terms = listings.with_hierarchy(Terme.objects.for_readers())
        return super().get_context(request) | {"letters": listings.by_letter(terms)}

    def linked_data(self, context):
        terms = [term for _letter, group in context["letters"] for term in group]
        glossary = structured.defined_term_set(terms, self.href, self.language)
        vademecum = linked_data.parent(context["frame"], "Collection")
        return super().linked_data(context) | glossary | {"isPartOf": vademecum}

    @path("glossaire.csv/")
    def table(self, request):
        return glossary_rows.response(glossary_rows.published())


class MesureIndexPage(FeedMixin, RegisterPage):
    """The roadmap: 4 objectives, 21 measures, and a page for each measure."""

    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("feuille de route")

    @property
    def printed_routes(self):
        numbers = Mesure.objects.sources().values_list("number", flat=True)
        files = ("feuille-de-route.csv", "feuille-de-route.json", *core_feeds.FORMS)
        return (*(f"{number}/" for number in numbers), *files)

    @property
    def listed_routes(self):
        numbers = Mesure.objects.sources().live().values_list("number", flat=True)
        return [f"{number}/" for number in numbers]

    def get_context(self, request, number=None):
        self.announce(request)
        context = super().get_context(request) | roadmap()
        # A function: only the template that shows these figures asks for them.
        return context | {"published": published_totals}

    def linked_data(self, context):
        measures = [structured.measure(m, self.href) for m in context["mesures"]]
        return super().linked_data(context) | {
            "isPartOf": linked_data.parent(context["frame"], "Collection"),
            "mainEntity": linked_data.item_list(measures),
        }

    @path("<int:number>/")
    def measure(self, request, number):
        context = self.get_context(request)
        found = [mesure for mesure in context["mesures"] if mesure.number == number]
        if not found:
            raise Http404
        mesure = found[0]
        explanation = linked_data.plain_text(mesure.explanation, mesure.language)
        frame.of(request).go_below(mesure.title, f"{number}/", explanation)
        figures = ChiffreCle.objects.filter(mesure_links__mesure__number=number)
        context |= {
            "mesure": mesure,
            "figures": figures.for_readers(),
            "citing": concerning.pages_by_kind(mesure),
            "neighbours": neighbours(mesure, context["mesures"]),
            "linked_data": structured.measure_sheet(mesure, self),
        }
        return TemplateResponse(request, "vademecum/mesure.html", context)

    @path("feuille-de-route.csv/")
    def table(self, request):
        address = request.build_absolute_uri(self.href)
        return self.file(
            _("feuille-de-route.csv"),
            roadmap_data.as_csv(Mesure.objects.for_readers(), address),
        )

    @path("feuille-de-route.json/")
    def document(self, request):
        address = request.build_absolute_uri(self.href)
        return self.file(
            _("feuille-de-route.json"),
            roadmap_data.as_json(Mesure.objects.for_readers(), self.title, address),
        )

    def feed(self, chosen):
        return roadmap_data.feed(self)
