from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path, re_path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core import frame, linked_data
from core.blocks import BodyBlock
from core.listings import located, neighbours, readable
from core.models import BasePage, RoutesMixin, StrategyMixin
from vademecum import concerning, contacts, structured
from vademecum.book import shelf


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
