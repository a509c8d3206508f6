from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path, re_path

from core import feeds as core_feeds
from core import frame, linked_data
from core.listings import neighbours
from core.models import BasePage, FeedMixin, RoutesMixin
from vademecum import (
    chain,
    concerning,
    data,
    feeds,
    listings,
    roadmap_data,
    structured,
)
from vademecum.glossary.table import rows as glossary_rows
from vademecum.roadmap import published_totals, roadmap

from .figures import ChiffreCle
from .glossary import Terme
from .roadmap import Mesure
from .versions import ChiffreVersion


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
