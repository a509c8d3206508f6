from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from core import frame, linked_data
from core.blocks import ResourceBlock
from core.listings import children_in_any_language, located, neighbours, readable
from core.models import (
    BasePage,
    FollowingMixin,
    OccasionMixin,
    Person,
    SourceField,
    StrategyMixin,
)
from jeudis import feeds, numbering
from jeudis.blocks import ChaptersBlock, EpisodeBlock, MediaBlock, TranscriptBlock
from jeudis.querysets import JeudiQuerySet
from jeudis.series import Series
from vademecum import concerning

from .dates import DatedMixin
from .outlets import OutletsMixin
from .speakers import Speaker

# What belongs to the page, whatever an older revision of it says.
KEPT = ("number", "is_number_fixed", "previous_dates")


class JeudiPage(
    OccasionMixin, FollowingMixin, DatedMixin, OutletsMixin, StrategyMixin, BasePage
):
    """One episode, from its announcement to its full text, on one address."""

    class Format(models.TextChoices):
        ARTICLE = "article", _("Article")
        WEBINAIRE = "webinaire", _("Webinaire")
        LIVE = "live", _("Direct")
        PODCAST = "podcast", _("Podcast")
        INTERVIEW = "interview", _("Entretien")
        RECIT = "recit", _("Récit")

    parent_page_types = ["jeudis.SeasonPage"]
    subpage_types = []

    number = models.PositiveIntegerField(
        _("numéro"),
        null=True,
        blank=True,
        help_text=_("Dans la saison, donné par le logiciel."),
    )
    # A number that somebody gave, or that was published, is never given again.
    is_number_fixed = models.BooleanField(default=False, editable=False)
    series = models.CharField(
        _("série"), max_length=30, choices=Series, default=Series.WEEKLY
    )
    format = models.CharField(_("format"), max_length=20, choices=Format)
    archive_note = models.CharField(
        _("note d'archive"),
        max_length=400,
        blank=True,
        help_text=_("Affichée sous le titre : ce qui reste à confirmer, par exemple."),
    )
    media = StreamField(MediaBlock(), verbose_name=_("à voir, à écouter"), blank=True)
    chapters = StreamField(
        ChaptersBlock(),
        verbose_name=_("chapitres"),
        blank=True,
        help_text=_(
            "Montrés à côté de l'enregistrement, et dans les lecteurs de podcast."
        ),
    )
    body = StreamField(EpisodeBlock(), verbose_name=_("corps"), blank=True)
    transcript = StreamField(
        TranscriptBlock(), verbose_name=_("transcription"), blank=True
    )
    resources = StreamField(
        [("resource", ResourceBlock())], verbose_name=_("ressources"), blank=True
    )

    objects = PageManager.from_queryset(JeudiQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("number", read_only=True),
                "series",
                "starts_at",
                "duration_minutes",
                "format",
                "exception_reason",
                "is_date_confirmed",
                "join_url",
            ],
            heading=_("Rendez-vous"),
        ),
        MultiFieldPanel(
            ["registration_opens_at", "registration_closes_at", "capacity"],
            heading=_("Inscriptions"),
        ),
        MultiFieldPanel(
            ["status", "cancellation_reason", "cancelled_on"], heading=_("Annulation")
        ),
        InlinePanel("speakers", label=_("Intervenant"), heading=_("Intervenants")),
        "body",
        MultiFieldPanel(
            ["media", "chapters", "transcript"], heading=_("Replay et texte intégral")
        ),
        "resources",
        InlinePanel("etape_links", label=_("Étape"), heading=_("Étapes liées")),
        InlinePanel("fiche_links", label=_("Fiche"), heading=_("Fiches liées")),
        InlinePanel("mesure_links", label=_("Mesure"), heading=_("Mesures concernées")),
        FieldPanel("archive_note"),
    ]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("transcript"),
        index.RelatedFields(
            "speakers",
            [index.RelatedFields("person", [index.SearchField("name", boost=2)])],
        ),
        index.FilterField("starts_at"),
    ]
    override_translatable_fields = [
        SourceField(name)
        for name in (
            "number",
            "series",
            "format",
            "starts_at",
            "duration_minutes",
            "is_date_confirmed",
            "join_url",
            "status",
            "cancelled_on",
            "registration_opens_at",
            "registration_closes_at",
            "capacity",
        )
    ]
    following_fields = (
        "has_replay",
        "has_recording",
        "has_text",
        "previous_dates",
        "is_number_fixed",
    )
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        APIField("number"),
        APIField("starts_at"),
        APIField("duration_minutes"),
        APIField("format"),
        APIField("is_date_confirmed"),
        APIField("body"),
        APIField("media"),
        APIField("chapters"),
        APIField("transcript"),
    ]

    class Meta:
        verbose_name = _("Jeudi")
        verbose_name_plural = _("Jeudis")

    def clean(self):
        super().clean()
        if self.is_source:
            self.check_dates()
            self.has_replay = bool(self.media)
            self.has_text = bool(self.transcript)
            self.has_recording = bool(self.recordings)
        if not self.is_cancelled:
            self.cancelled_on = None
        elif self.cancelled_on is None:
            self.cancelled_on = timezone.localdate()

    @property
    def is_source(self) -> bool:
        """Whether its facts are its own: those of a translation follow the French row's."""
        return self.locale_id is None or self.language == settings.LANGUAGE_CODE

    def with_content_json(self, content):
        """A revision as a page: its number and its past dates are those of the page."""
        page = super().with_content_json(content)
        for name in KEPT:
            setattr(page, name, getattr(self, name))
        return page

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        published = type(self).objects.filter(pk=self.pk, live=True)
        before = published.values_list("starts_at", flat=True).first()
        super().publish(revision, *args, **kwargs)
        page = published.first()
        if (
            page is not None
            and page.is_source
            and page.remember_move(before, timezone.now())
        ):
            published.update(previous_dates=page.previous_dates)
            page.synchronise_translations()

    def occasion(self):
        return feeds.occasion(self)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        season = self.get_parent()
        numbering.lock(season)
        deleted = super().delete(*args, **kwargs)
        numbering.settle(season, JeudiPage.objects.child_of(season))
        return deleted

    def save_revision(self, *args, **kwargs):
        if self.is_source:
            for speaker in self.speakers.get_object_list():
                speaker.freeze()
        return super().save_revision(*args, **kwargs)

    def shown_speakers(self) -> list[Speaker]:
        """Its speakers, as the reader of a language sees them."""
        speakers = list(
            self.speakers.select_related("person__organisation", "organisation")
        )
        if get_language() != settings.LANGUAGE_CODE:
            people = Person.objects.cited(speaker.person_id for speaker in speakers)
            for speaker in speakers:
                speaker.speak(people[speaker.person_id].in_language())
        return [speaker for speaker in speakers if speaker.person.live]

    def around(self, season: Page) -> tuple[list[Page], list[Page]]:
        """The Jeudis of its season in order, and the pages it is tied to; one statement."""
        jeudis = children_in_any_language(JeudiPage.objects.all(), season)
        tied = Page.objects.filter(
            models.Q(pk__in=self.etape_links.values_list("page", flat=True))
            | models.Q(pk__in=self.fiche_links.values_list("page", flat=True))
            # An étape that shows an extract of it is tied to it, whoever said so.
            | models.Q(pk__in=concerning.naming(self), etapepage__isnull=False)
        )
        found = Page.objects.filter(
            models.Q(pk__in=jeudis.values("pk"))
            | models.Q(translation_key__in=tied.values("translation_key"))
        )
        rows = located(
            readable(found.annotate(starts_at=models.F("jeudipage__starts_at")))
        )
        siblings = [row for row in rows if row.starts_at]
        return (
            sorted(siblings, key=lambda row: row.starts_at),
            [row for row in rows if not row.starts_at],
        )

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        # The row of its season is already there, except in a preview.
        known = frame.of(request)
        parent = known.ancestors[-1] if known.page == self else self.get_parent()
        season, related = self.around(parent)
        return super().get_context(request, *args, **kwargs) | {
            "state": self.state(now) if self.starts_at else "announced",
            "speakers": self.shown_speakers(),
            "neighbours": neighbours(self, season),
            "related": related,
        }

    def linked_data(self, context):
        """An event; what nobody confirmed or announced is left out."""
        is_online = bool(self.join_url) or self.format == self.Format.WEBINAIRE
        online = "https://schema.org/OnlineEventAttendanceMode"
        scheduled = "https://schema.org/EventScheduled"
        return linked_data.thing(self, "Event") | {
            "startDate": self.starts_at,
            "endDate": self.ends_at if self.duration_minutes else None,
            "eventStatus": scheduled if self.is_date_confirmed else None,
            "eventAttendanceMode": online if is_online else None,
            "location": linked_data.screen(self.join_url),
            "superEvent": linked_data.parent(context["frame"], "EventSeries"),
            "performer": [speaker.linked_data() for speaker in context["speakers"]],
            "keywords": [*self.pillar_labels, *self.audience_labels],
        }
