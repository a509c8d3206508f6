from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from core import frame, linked_data
from core.blocks import BodyBlock
from core.listings import children_in_any_language, neighbours, readable
from core.models import BasePage, StrategyMixin
from parcours import offline, paper, prerequisites, tracks
from parcours.blocks import EtapeBlock, TrackBlock
from parcours.forms import ParcoursForm
from parcours.networks import credits
from parcours.networks.panels import SourcePanel
from parcours.packages import serving
from parcours.querysets import ParcoursQuerySet, PrerequisiteQuerySet
from vademecum import concerning, structured


class ParcoursIndexPage(RoutablePageMixin, BasePage):
    """All the parcours, by kind; and what reads them without a network."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["parcours.ParcoursPage", "parcours.ReseauPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("liste des parcours")

    def get_context(self, request):
        found = list(readable(ParcoursPage.objects.with_totals()))
        credits.name_networks(found)
        return super().get_context(request) | {
            "kinds": [
                (kind, [page for page in found if page.kind == kind])
                for kind in ParcoursPage.Kind
            ]
        }

    @path("")
    def index_route(self, request):
        return self.render(request)

    @path("hors-connexion.js/")
    def worker(self, request):
        return offline.worker(request)

    @path("hors-connexion/")
    def away(self, request):
        """What is read, without a network, at an address that was not kept."""
        around = frame.of(request)
        around.go_below(gettext("Hors connexion"), "hors-connexion/")
        return self.render(
            request,
            template="parcours/offline.html",
            context_overrides={"worker": offline.place(around, self)},
        )

    def linked_data(self, context):
        found = [page for _kind, pages in context["kinds"] for page in pages]
        return super().linked_data(context) | {
            "hasPart": [linked_data.reference(page, "Course") for page in found]
        }


class ParcoursPage(StrategyMixin, BasePage):
    """A learning path: its aims, its public, its étapes in order."""

    class Kind(models.TextChoices):
        PEDAGOGIQUE = "pedagogique", _("Parcours pédagogique")
        METHODOLOGIQUE = "methodologique", _("Parcours méthodologique")
        USAGE = "usage", _("Parcours d'usage")

    parent_page_types = ["parcours.ParcoursIndexPage", "parcours.ReseauPage"]
    subpage_types = ["parcours.EtapePage"]
    schema_type = "Course"

    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    is_working_title = models.BooleanField(
        _("titre de travail"),
        default=False,
        help_text=_(
            "Affiche « titre de travail » : le titre officiel reste à confirmer."
        ),
    )
    public = models.CharField(
        _("pour qui"), max_length=250, help_text=_("Une phrase : à qui il s'adresse.")
    )
    aims = StreamField(
        [("aim", blocks.CharBlock(label=_("objectif"), max_length=250))],
        verbose_name=_("objectifs"),
        help_text=_("Ce que l'on saura faire à la fin, une phrase par objectif."),
    )
    tracks = StreamField(
        [("track", TrackBlock())],
        verbose_name=_("pistes courtes"),
        blank=True,
        help_text=_("Pour qui n'a que deux, quatre ou douze heures."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)
    source_title = models.CharField(_("source"), max_length=250, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)

    objects = PageManager.from_queryset(ParcoursQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            ["kind", "is_working_title", "public"], heading=_("Le parcours")
        ),
        "aims",
        InlinePanel("prerequisites", label=_("Prérequis"), heading=_("À suivre avant")),
        FieldPanel("tracks"),
        "body",
        MultiFieldPanel(["source_title", "source_url"], heading=_("Source")),
    ]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("public"),
        index.SearchField("aims"),
        index.SearchField("body"),
        index.FilterField("kind"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        APIField("kind"),
        APIField("is_working_title"),
        APIField("public"),
        APIField("aims"),
        APIField("body"),
    ]

    base_form_class = ParcoursForm

    class Meta:
        verbose_name = _("parcours")
        verbose_name_plural = _("parcours")

    def get_context(self, request):
        etapes = list(self.etapes())
        found = tracks.tracks(self.tracks, etapes)
        track = tracks.asked(request, found)
        network = credits.network_above(self, 1)
        borrowed = credits.credits(etapes) if network else []
        return super().get_context(request) | {
            "worker": offline.place_of(request, ParcoursIndexPage),
            "network": network,
            "credits": credits.by_parcours(borrowed),
            "before": prerequisites.to_follow_before(self),
            "tracks": found,
            "track": track,
            "etapes": track.etapes if track else etapes,
            "total": len(etapes),
            "minutes": sum(etape.duration_minutes for etape in etapes),
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "learningResourceType": self.get_kind_display(),
            "audience": {"@type": "Audience", "audienceType": self.public},
            "teaches": [aim.value for aim in self.aims],
            "timeRequired": lasting(context["minutes"]),
            "hasPart": [
                linked_data.reference(
                    etape,
                    "LearningResource",
                    position=place,
                    timeRequired=lasting(etape.duration_minutes),
                )
                for place, etape in enumerate(context["etapes"], 1)
            ],
            "isBasedOn": [
                linked_data.source(self.source_title, self.source_url),
                *map(credits.lender_of, context["credits"]),
            ],
            "citation": structured.citations(self.body),
        }

    def etapes(self):
        """Its live étapes, in the editor's order."""
        etapes = EtapePage.objects.child_of(self).live().order_by("path")
        return etapes.select_related("locale").defer_streamfields()

    def minutes_by_etape(self) -> dict:
        """The duration of each of its étapes, by translation key, published or not."""
        if not self.path:  # it is being created
            return {}
        etapes = children_in_any_language(EtapePage.objects.all(), self)
        return dict(etapes.values_list("translation_key", "duration_minutes"))


class Prerequisite(Orderable):
    """A parcours to follow before another one."""

    class Kind(models.TextChoices):
        ADVISED = "advised", _("conseillé")
        REQUIRED = "required", _("nécessaire")

    parcours = ParentalKey(
        ParcoursPage, on_delete=models.CASCADE, related_name="prerequisites"
    )
    prerequisite = models.ForeignKey(
        ParcoursPage,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("parcours"),
    )
    kind = models.CharField(
        _("nature"), max_length=10, choices=Kind, default=Kind.ADVISED
    )

    objects = PrerequisiteQuerySet.as_manager()

    panels = ["prerequisite", "kind"]


class EtapePage(RoutablePageMixin, BasePage):
    """One step of a parcours: something to read, something to do."""

    parent_page_types = ["parcours.ParcoursPage"]
    subpage_types = []
    schema_type = "LearningResource"

    duration_minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"), default=20, help_text=_("Le temps de lire et de faire.")
    )
    aims = StreamField(
        [("aim", blocks.CharBlock(label=_("objectif"), max_length=250))],
        verbose_name=_("objectifs"),
        help_text=_("Une à trois phrases, affichées en tête de l'étape."),
    )
    body = StreamField(EtapeBlock(), verbose_name=_("corps"))

    content_panels = [
        SourcePanel(),
        *BasePage.content_panels,
        "duration_minutes",
        "aims",
        "body",
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("aims"),
        index.SearchField("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("duration_minutes"),
        APIField("aims"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")

    def get_context(self, request):
        etapes, jeudis = concerning.beside(
            self,
            EtapePage.objects.sibling_of(self),
            duration_minutes=models.F("etapepage__duration_minutes"),
            **credits.annotations(self),
        )
        network, borrowed = credits.told(self, etapes)
        track = self.track(request, etapes)
        if track:
            etapes = track.etapes
        return super().get_context(request) | {
            "worker": offline.place_of(request, ParcoursIndexPage),
            "network": network,
            "credits": borrowed,
            "track": track,
            "query": track.query if track else "",
            "leading": self.leading(track),
            "etapes": etapes,
            "neighbours": neighbours(self, etapes),
            "jeudis": jeudis,
        }

    @path("")
    def index_route(self, request):
        return self.render(request)

    @path("activite/<uuid:block>/")
    def imported(self, request, block):
        """An imported activity, in a frame that can touch nothing."""
        found = [
            each
            for each in self.body
            if each.id == str(block) and each.block_type == "imported"
        ]
        package = found[0].value["package"] if found else None
        if package is None:
            raise Http404
        below = f"activite/{block}/"
        frame.of(request).go_below(package.title, below)
        return self.render(
            request,
            template="parcours/activity.html",
            context_overrides={
                "package": package,
                "anchor": str(block),
                "source": serving.address(package),
                "sandbox": serving.sandbox(),
                "linked_data": self.part(package.title, below),
            },
        )

    @path("fiche/<uuid:block>/")
    def sheet(self, request, block):
        """One of its sheets alone, to print and to fill in by hand."""
        activity = paper.sheet(self, str(block))
        around = frame.of(request)
        title, below = activity.value["title"], f"fiche/{block}/"
        around.go_below(title, below)
        short = request.build_absolute_uri(paper.short_address(self, activity.id))
        return self.render(
            request,
            template="parcours/sheet.html",
            context_overrides={
                "kind": activity.block_type,
                "sheet": activity.value,
                "anchor": activity.id,
                "short": short.partition("://")[2],
                "drawing": paper.drawing(short),
                "linked_data": self.part(title, below),
            },
        )

    def part(self, title: str, below: str) -> dict:
        """What is said of one of its sheets or packages, alone at its address."""
        return linked_data.view("WebPage", title, self.href + below) | {
            "inLanguage": self.language,
            "isPartOf": linked_data.website(self.language),
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "isPartOf": linked_data.parent(context["frame"], "Course"),
            "position": context["neighbours"].position,
            "isBasedOn": [credits.source_of(each) for each in context["credits"]],
            "timeRequired": lasting(self.duration_minutes),
            "teaches": [aim.value for aim in self.aims],
            "citation": structured.citations(self.body),
        }

    def track(self, request, etapes: list) -> tracks.Track | None:
        """The short track that the address says one follows, if it goes by here."""
        if not request or "piste" not in request.GET:
            return None
        parcours = ParcoursPage.objects.ancestor_of(self).only("tracks").first()
        found = tracks.tracks(parcours.tracks, etapes) if parcours else []
        track = tracks.asked(request, found)
        goes_by = track and self.pk in [etape.pk for etape in track.etapes]
        return track if goes_by else None

    def leading(self, track):
        """What links to pages of other rooms carry: this étape (`parcours.trail`)."""
        added = f"?etape={self.pk}" + (f"&piste={track.name}" if track else "")
        own = {
            ContentType.objects.get_for_model(model).pk
            for model in (ParcoursIndexPage, ParcoursPage, EtapePage)
        }
        return lambda page: "" if page.content_type_id in own else added


def lasting(minutes: int) -> str:
    """A duration as ISO 8601 writes it."""
    return f"PT{minutes}M" if minutes else ""
