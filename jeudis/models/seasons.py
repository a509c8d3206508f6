from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable, TranslatableMixin

from core import linked_data
from core.listings import children_in_any_language, paginated, readable
from core.models import BasePage, ClockMixin, SourceField
from jeudis import life, numbering, structured, weeks

from .episode import JeudiPage
from .podcast import PodcastMixin
from .subscribing import FeedsMixin

PER_PAGE = 12
LONGEST_THREAD = 53  # a year of Thursdays


class SeasonPage(ClockMixin, PodcastMixin, FeedsMixin, BasePage):
    """A cycle of Jeudis."""

    parent_page_types = ["jeudis.JeudiIndexPage"]
    subpage_types = ["jeudis.JeudiPage"]

    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    is_working_title = models.BooleanField(
        _("titre de travail"),
        default=False,
        help_text=_(
            "Affiche « titre de travail » : le titre officiel reste à confirmer."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            ["starts_on", "ends_on", "is_working_title"], heading=_("Saison")
        ),
        InlinePanel(
            "skipped",
            label=_("Jeudi sans épisode"),
            heading=_("Jeudis sans épisode"),
            help_text=_("Affichés dans le fil de la saison, avec leur raison."),
        ),
        *PodcastMixin.podcast_panels,
    ]
    api_fields = [*BasePage.api_fields, APIField("starts_on"), APIField("ends_on")]

    class Meta:
        verbose_name = _("saison")
        verbose_name_plural = _("saisons")

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": _("La saison finit avant d'avoir commencé.")}
            )

    @transaction.atomic
    def add_child(self, **kwargs):
        """Whoever creates at the same moment waits: for the number too."""
        child = super().add_child(**kwargs)
        numbering.settle(self, JeudiPage.objects.child_of(self), child)
        return child

    def holds(self, day) -> bool:
        """Whether a day is one of this season."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def jeudis(self):
        """Its Jeudis, the last one first; in French where nobody has translated them."""
        jeudis = children_in_any_language(JeudiPage.objects.all(), self)
        return readable(jeudis.defer_streamfields()).order_by("-starts_at")

    def skipped_days(self) -> list["SkippedThursday"]:
        """Its Thursdays without Jeudi, in the reader's language, else in French."""
        language, chosen = get_language(), {}
        rows = SkippedThursday.objects.filter(
            season__translation_key=self.translation_key, season__live=True
        ).select_related("locale")
        for row in rows.order_by("day"):
            kept = chosen.setdefault(row.day, row)
            if kept.language != language:
                chosen[row.day] = row
        return list(chosen.values())

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        jeudis = list(reversed(self.jeudis()))
        coming = [place for place, each in enumerate(jeudis) if each.ends_at > now]
        place = coming[0] if coming else 0
        page = paginated(jeudis, request, PER_PAGE)
        if "page" not in request.GET:  # where the season is now
            page = page.paginator.get_page(place // PER_PAGE + 1)
        start = max(0, min(place, len(jeudis) - LONGEST_THREAD // 2) - LONGEST_THREAD // 2)  # fmt: skip
        return super().get_context(request, *args, **kwargs) | {
            "now": now,
            "changes_at": life.first_change([each.facts for each in jeudis], now),
            "jeudis": page.object_list,
            "total": len(jeudis),
            "page_obj": page,
            "thread": jeudis[start : start + LONGEST_THREAD],
            "skipped": self.skipped_days(),
        }

    def linked_data(self, context):
        return linked_data.thing(self, "EventSeries") | {
            "startDate": self.starts_on,
            "endDate": self.ends_on,
            "subEvent": [structured.reference(jeudi) for jeudi in context["jeudis"]],
        }


class SkippedThursday(TranslatableMixin, Orderable):
    """A Thursday without Jeudi, on purpose: readers and editors are told why."""

    season = ParentalKey(SeasonPage, on_delete=models.CASCADE, related_name="skipped")
    day = models.DateField(_("jour"))
    reason = models.CharField(
        _("raison"),
        max_length=150,
        help_text=_("Quelques mots pour le lecteur : « trêve de fin d'année »."),
    )

    panels = ["day", "reason"]
    override_translatable_fields = [SourceField("day")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("Jeudi sans épisode")
        verbose_name_plural = _("Jeudis sans épisode")

    def __str__(self):
        return f"{self.day} : {self.reason}"

    def clean(self):
        super().clean()
        if self.day and self.day.weekday() != weeks.THURSDAY:
            raise ValidationError({"day": _("Ce jour n'est pas un jeudi.")})

    @property
    def language(self) -> str:
        return self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE
