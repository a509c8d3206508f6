from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path, re_path
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core import parutions, private_files
from core.models import RoutesMixin
from news import coverage
from vademecum import contacts
from vademecum.book import shelf

from .pages import NewsPage


class CommuniqueQuerySet(PageQuerySet):
    def only(self, *fields):
        # To delete, treebeard reads a few columns; who speaks is not among them.
        return super(CommuniqueQuerySet, self.select_related(None)).only(*fields)


class CommuniqueManager(PageManager.from_queryset(CommuniqueQuerySet)):
    """Fetched with who speaks: both are shown together."""

    def get_queryset(self):
        return super().get_queryset().select_related("issuer__locale")


class CommuniquePage(RoutesMixin, NewsPage):
    """A press release: what the news is, and what a journalist needs to print it."""

    objects = CommuniqueManager()

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    printed_routes = ("communique.pdf", "communique.epub", "dossier.zip")

    # Of its chapter in a book: `vademecum.book.content`.
    chapter_template = "news/book/communique.html"

    place = models.CharField(
        _("lieu"),
        max_length=80,
        help_text=_(
            "La ville d'où il part, devant la date : « Paris, le 3 mai 2027 »."
        ),
    )
    issuer = models.ForeignKey(
        "core.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("émetteur"),
        help_text=_("Qui parle. Sa présentation est l'« À propos » du communiqué."),
    )

    is_embargoed = models.BooleanField(
        _("sous embargo"),
        default=False,
        help_text=_(
            "Avant l'heure programmée, les journalistes accrédités le lisent par leur lien ; personne d'autre, nulle part."
        ),
    )

    content_panels = [
        *NewsPage.content_panels[:2],
        MultiFieldPanel(
            [FieldRowPanel(["place", "published_on"]), FieldPanel("issuer")],
            heading=_("D'où, quand, de qui"),
        ),
        "is_embargoed",
        "body",
        InlinePanel("mesure_links", label=_("Mesure"), heading=_("Mesures concernées")),
    ]
    search_fields = [*NewsPage.search_fields, index.SearchField("place")]
    api_fields = [
        *NewsPage.api_fields,
        APIField("place"),
        APIField("issuer_name"),
        APIField("boilerplate"),
    ]

    class Meta:
        verbose_name = _("communiqué")
        verbose_name_plural = _("communiqués")

    def full_clean(self, *args, **kwargs):
        # Lists, feeds and filters of the news know it by that.
        self.kind = NewsPage.Kind.COMMUNIQUE
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        quotations = [b.value for b in self.body if b.block_type == "quotation"]
        if any(not said["author"].strip() for said in quotations):
            raise ValidationError(
                {
                    "body": _(
                        "Nommez l'auteur de chaque citation : la presse la reprend."
                    )
                }
            )

        if not self.is_embargoed:
            return
        if not self.has_an_hour:
            raise ValidationError(
                {"is_embargoed": _("Un embargo a une heure : programmez d'abord la publication (« Programmer »), ou mettez-le dans une parution.")}
            )  # fmt: skip
        if self.first_published_at is None and (
            files := private_files.given_away(self)
        ):
            raise ValidationError(
                {"is_embargoed": _("Tout le monde peut déjà ouvrir : %(files)s. Mettez ces fichiers dans la collection privée, ou retirez-les.") % {"files": ", ".join(f"« {file} »" for file in files)}}
            )  # fmt: skip

    @property
    def has_an_hour(self) -> bool:
        """Whether it waits for one of its own, or for that of a parution."""
        return bool(
            self.live or self.go_live_at or (self.pk and parutions.item_of(self))
        )

    @cached_property
    def issuer_in_language(self):
        """Who speaks, as the reader sees them; nobody while they are not published."""
        if self.issuer is None or not self.issuer.live:
            return None
        if self.issuer.language == self.language:
            return self.issuer
        return self.issuer.in_language(self.language)

    @property
    def issuer_name(self) -> str:
        return self.issuer_in_language.name if self.issuer_in_language else ""

    @property
    def boilerplate(self) -> str:
        return self.issuer_in_language.description if self.issuer_in_language else ""

    @path("")
    def index_route(self, request):
        """The page, kept by caches for as long as those whom it names are on duty."""
        roster = contacts.roster(timezone.now())
        return roster.keep(self.render(request, context_overrides={"roster": roster}))

    @re_path(r"^(?:communique\.(pdf|epub)|dossier\.(zip))/$")
    def book(self, request, *kinds):
        kind = next(filter(None, kinds))
        return shelf.serve(request, self, kind, self.translation_key, "communique")

    def get_context(self, request):
        # No other news: it fits on the sheet that a journalist prints.
        context = super(NewsPage, self).get_context(request)
        return context | {
            "issuer": self.issuer_in_language,
            "coverage": coverage.of_communique(self) if self.live else [],
        }

    def linked_data(self, context):
        issuer = context["issuer"]
        return super().linked_data(context) | {
            "dateline": self.place,
            "sourceOrganization": issuer
            and {"@type": "Organization", "name": issuer.name, "url": issuer.url},
        }
