from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from core import frame, moments
from core.blocks import ResourceBlock
from core.listings import children_in_any_language, located, neighbours, readable
from core.models import (
    BasePage,
    ClockMixin,
    FollowingMixin,
    OccasionMixin,
    Person,
    SourceField,
    StrategyMixin,
)
from jeudis import checklist, feeds, life, numbering, same_media, structured
from jeudis.blocks import ChaptersBlock, EpisodeBlock, MediaBlock, TranscriptBlock
from jeudis.querysets import JeudiQuerySet
from jeudis.registration.places import awaited_at, offer
from jeudis.series import Series
from vademecum import concerning

from . import panels
from .dates import DatedMixin
from .forms import JeudiForm
from .outlets import OutletsMixin
from .speakers import Speaker

# What belongs to the page, whatever an older revision of it says.
KEPT = ("number", "is_number_fixed", "previous_dates")


class JeudiPage(
    ClockMixin,
    OccasionMixin,
    FollowingMixin,
    DatedMixin,
    OutletsMixin,
    StrategyMixin,
    BasePage,
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

    edit_handler = panels.of(StrategyMixin.strategy_panels)
    base_form_class = JeudiForm
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
            self.check_those_who_come(timezone.now())
            self.has_replay = bool(self.media)
            self.has_text = bool(self.transcript)
            self.has_recording = bool(self.recordings)
        if not self.is_cancelled:
            self.cancelled_on = None
        elif self.cancelled_on is None:
            self.cancelled_on = timezone.localdate()

    def check_those_who_come(self, at: datetime):
        """Refuse a day that has passed while somebody waits for another: no mail tells it."""
        if self.pk is None or self.starts_at is None or self.ends_at > at:
            return
        awaited = awaited_at(self.translation_key, at)
        if awaited is None:
            return
        told = _(
            "Ce jour est passé, et des personnes inscrites ont noté %(day)s : aucun "
            "courriel ne leur dirait que cela change. Corrigez la date ; si ce Jeudi "
            "n'a pas lieu, laissez-lui la sienne et annulez-le."
        )
        raise ValidationError(
            {"starts_at": told % {"day": moments.day_and_hour(awaited)}}
        )

    @property
    def checklist(self) -> list[checklist.Check]:
        return checklist.before(self)

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

    def take(self, source):
        changed = super().take(source)
        media = same_media.followed(source, self)
        if media != list(self.media.raw_data):
            self.media, changed = media, True
        return changed

    @property
    def card_line(self):
        series = str(self.get_series_display())
        if self.starts_at is None:
            return series
        return f"{series} · {moments.day(timezone.localdate(self.starts_at))}"

    def occasion(self):
        return feeds.occasion(self)

    def fields_over(self, at: datetime) -> tuple[str, ...]:
        is_open = self.state(at) in {*life.COMING, life.State.LIVE}
        return () if is_open else ("join_url",)

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
            "now": now,
            "changes_at": life.next_change(self.facts, now),
            "state": self.state(now),
            "registration": offer(self, now),
            "speakers": self.shown_speakers(),
            "neighbours": neighbours(self, season),
            "related": related,
            "source_url": known.default_url,
        }

    def linked_data(self, context):
        return structured.page(self, context)
