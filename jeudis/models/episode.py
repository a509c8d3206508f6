from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
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
from core.models import BasePage, Person, StrategyMixin
from jeudis.blocks import EpisodeBlock, MediaBlock, TranscriptBlock
from jeudis.querysets import JeudiQuerySet

from .speakers import Speaker

THURSDAY = 3  # as in `datetime.weekday`


class JeudiPage(StrategyMixin, BasePage):
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
        _("numéro"), help_text=_("Dans la saison, à partir de 1.")
    )
    starts_at = models.DateTimeField(
        _("jour et heure"),
        null=True,
        help_text=_("À l'heure de Paris. Un Jeudi a lieu un jeudi."),
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"), null=True, blank=True
    )
    format = models.CharField(_("format"), max_length=20, choices=Format)
    exception_reason = models.CharField(
        _("pourquoi un autre jour"),
        max_length=200,
        blank=True,
        help_text=_("À remplir seulement si ce Jeudi n'a pas lieu un jeudi."),
    )
    is_date_confirmed = models.BooleanField(_("date confirmée"), default=True)
    archive_note = models.CharField(
        _("note d'archive"),
        max_length=400,
        blank=True,
        help_text=_("Affichée sous le titre : ce qui reste à confirmer, par exemple."),
    )
    join_url = models.URLField(_("lien pour suivre le direct"), blank=True)
    media = StreamField(MediaBlock(), verbose_name=_("à voir, à écouter"), blank=True)
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
                "number",
                "starts_at",
                "duration_minutes",
                "format",
                "exception_reason",
                "is_date_confirmed",
                "join_url",
            ],
            heading=_("Rendez-vous"),
        ),
        InlinePanel("speakers", label=_("Intervenant"), heading=_("Intervenants")),
        "body",
        MultiFieldPanel(["media", "transcript"], heading=_("Replay et texte intégral")),
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
        APIField("transcript"),
    ]

    class Meta:
        verbose_name = _("Jeudi")
        verbose_name_plural = _("Jeudis")

    def clean(self):
        super().clean()
        if (
            self.starts_at
            and timezone.localtime(self.starts_at).weekday() != THURSDAY
            and not self.exception_reason.strip()
        ):
            raise ValidationError(
                {
                    "starts_at": _(
                        "Ce jour n'est pas un jeudi : choisissez un jeudi, ou dites "
                        "pourquoi dans « pourquoi un autre jour »."
                    )
                }
            )

    @property
    def ends_at(self) -> datetime:
        """An hour after the start when nobody said how long it lasts."""
        # In UTC: two hours last two hours in the nights when the clocks change.
        starts_at = self.starts_at.astimezone(UTC)
        return starts_at + timedelta(minutes=self.duration_minutes or 60)

    @property
    def is_third_thursday(self) -> bool:
        day = timezone.localtime(self.starts_at)
        return day.weekday() == THURSDAY and 15 <= day.day <= 21

    def state(self, at: datetime) -> str:
        """`announced`, `live`, `replay` (there is something to see) or `past`."""
        if at < self.starts_at:
            return "announced"
        if at < self.ends_at and self.join_url:
            return "live"
        return "replay" if self.media else "past"

    def shown_speakers(self) -> list[Speaker]:
        """Its speakers; who has no role of that day shows their notice's, translated."""
        speakers = list(self.speakers.select_related("person__organisation"))
        if get_language() != settings.LANGUAGE_CODE:
            unsaid = [speaker for speaker in speakers if not speaker.role]
            people = Person.objects.cited(speaker.person_id for speaker in unsaid)
            for speaker in unsaid:
                speaker.person = people[speaker.person_id].in_language()
        return [speaker for speaker in speakers if speaker.person.live]

    def around(self, season: Page) -> tuple[list[Page], list[Page]]:
        """The Jeudis of its season in order, and the pages it is tied to; one statement."""
        jeudis = children_in_any_language(JeudiPage.objects.all(), season)
        tied = Page.objects.filter(
            models.Q(pk__in=self.etape_links.values_list("page", flat=True))
            | models.Q(pk__in=self.fiche_links.values_list("page", flat=True))
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

    def get_context(self, request):
        now = timezone.now()
        # The row of its season is already there, except in a preview.
        known = frame.of(request)
        parent = known.ancestors[-1] if known.page == self else self.get_parent()
        season, related = self.around(parent)
        return super().get_context(request) | {
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
