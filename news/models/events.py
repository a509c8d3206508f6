from datetime import UTC, date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core import moments, moves
from core.blocks import BodyBlock
from core.listings import readable
from core.models import (
    BasePage,
    ClockMixin,
    FollowingMixin,
    OccasionMixin,
    SourceField,
    StrategyMixin,
)
from core.moves import Moment
from news import feeds, life, structured
from news.blocks import ChangeBlock
from news.recurring import Change, Rhythm, Series, moment

MAP = "https://www.openstreetmap.org/search?"
NEXT = 6  # occurrences that the page shows


class EventPage(ClockMixin, OccasionMixin, FollowingMixin, StrategyMixin, BasePage):
    """Something to attend: a day, perhaps an hour, a place or a screen; once or again."""

    class Kind(models.TextChoices):
        RENCONTRE = "rencontre", _("Rencontre")
        DINER = "diner", _("Dîner")
        COLLOQUE = "colloque", _("Colloque")
        SEMINAIRE = "seminaire", _("Séminaire")
        CYCLE = "cycle", _("Cycle")
        WEBINAIRE = "webinaire", _("Webinaire")

    parent_page_types = ["news.AgendaPage"]
    subpage_types = []

    kind = models.CharField(
        _("nature"), max_length=20, choices=Kind, default=Kind.RENCONTRE
    )
    starts_on = models.DateField(_("premier jour"), null=True)
    starts_at_time = models.TimeField(
        _("heure de début"), null=True, blank=True, help_text=_("À l'heure de Paris.")
    )
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    ends_at_time = models.TimeField(_("heure de fin"), null=True, blank=True)
    is_date_confirmed = models.BooleanField(_("date confirmée"), default=True)
    status = models.CharField(
        _("cet événement est"),
        max_length=10,
        choices=life.Status,
        default=life.Status.PLANNED,
    )
    status_reason = models.CharField(
        _("pourquoi il est reporté ou annulé"),
        max_length=250,
        blank=True,
        help_text=_("Affiché partout où cet événement paraît."),
    )
    rhythm = models.CharField(
        _("revient"),
        max_length=20,
        choices=Rhythm,
        blank=True,
        help_text=_("Laissez vide s'il a lieu une fois. Le premier jour donne le rang et le jour de la semaine."),
    )  # fmt: skip
    repeats_until = models.DateField(
        _("jusqu'au"), null=True, blank=True, help_text=_("Laissez vide : sans fin.")
    )
    changes = StreamField(
        [("change", ChangeBlock())],
        verbose_name=_("exceptions"),
        blank=True,
        help_text=_("Les jours où il n'a pas lieu comme les autres."),
    )
    is_online = models.BooleanField(_("en ligne"), default=False)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    address = models.CharField(_("adresse du lieu"), max_length=250, blank=True)
    registration_url = models.URLField(_("lien d'inscription"), blank=True)
    url = models.URLField(_("en savoir plus"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)

    # The dates that had been announced and no longer hold, the oldest first.
    previous_dates = models.JSONField(default=list, editable=False)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel(["starts_on", "starts_at_time"]),
                FieldRowPanel(["ends_on", "ends_at_time"]),
                "is_date_confirmed",
                FieldRowPanel(["status", "status_reason"]),
            ],
            heading=_("Quand"),
        ),
        MultiFieldPanel(
            [FieldRowPanel(["rhythm", "repeats_until"]), "changes"],
            heading=_("S'il revient"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            ["place", "address", "is_online", "registration_url", "url"],
            heading=_("Où"),
        ),
        "body",
    ]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    override_translatable_fields = [
        SourceField(name)
        for name in (
            "kind",
            "starts_on",
            "starts_at_time",
            "ends_on",
            "ends_at_time",
            "is_date_confirmed",
            "status",
            "rhythm",
            "repeats_until",
            "changes",
            "is_online",
        )
    ]
    following_fields = ("previous_dates",)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("place"),
        index.FilterField("starts_on"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        *map(
            APIField,
            (
                "kind",
                "starts_on",
                "starts_at_time",
                "ends_on",
                "ends_at_time",
                "is_date_confirmed",
                "status",
                "status_reason",
                "rhythm",
                "repeats_until",
                "changes",
                "place",
                "address",
                "is_online",
                "registration_url",
                "body",
            ),
        ),
    ]

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")

    def clean(self):
        super().clean()
        # The facts of a translation are its source's, which says what is wrong with them.
        if self.locale_id and self.language != settings.LANGUAGE_CODE:
            return
        mistakes = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            mistakes["ends_on"] = _("L'événement finit avant d'avoir commencé.")
        elif (
            None not in (self.starts_at_time, self.ends_at_time)
            and self.ends_on in (None, self.starts_on)
            and self.ends_at_time <= self.starts_at_time
        ):
            mistakes["ends_at_time"] = _("L'heure de fin doit suivre l'heure de début.")
        if self.status == life.Status.CANCELLED and not self.status_reason.strip():
            mistakes["status_reason"] = _(
                "Dites pourquoi : les personnes qui devaient venir le liront."
            )
        if mistakes := mistakes | self._mistakes_of_rhythm():
            raise ValidationError(mistakes)

    def _mistakes_of_rhythm(self) -> dict:
        mistakes = {}
        if not self.rhythm:
            for name in ("repeats_until", "changes"):
                if getattr(self, name):
                    mistakes[name] = _(
                        "Dites d'abord à quel rythme l'événement revient."
                    )
            return mistakes
        if self.starts_on is None:
            return mistakes
        if self.ends_on and self.ends_on != self.starts_on:
            mistakes["ends_on"] = _("Un événement qui revient tient dans une journée.")
        if self.repeats_until and self.repeats_until < self.starts_on:
            mistakes["repeats_until"] = _("L'événement finit avant d'avoir commencé.")
        series = self.series
        if self.rhythm == Rhythm.MONTHLY and series.rank == 5:
            mistakes["rhythm"] = _("Il n'y a pas de cinquième semaine chaque mois : choisissez « le dernier ».")  # fmt: skip
            return mistakes
        if self.rhythm == Rhythm.LAST and not series.falls_on(self.starts_on):
            mistakes["starts_on"] = _(
                "Ce jour n'est pas le dernier du mois de son nom."
            )
        days = [change.on for change in series.changes]
        wrong = [day for day in days if not series.falls_on(day)]
        twice = [day for day in days if days.count(day) > 1]
        if wrong or twice:
            told = _("L'événement n'a pas lieu le %(day)s : corrigez cette exception.") if wrong else _("Le %(day)s a deux exceptions : gardez-en une.")  # fmt: skip
            mistakes["changes"] = told % {"day": moments.day((wrong or twice)[0])}
        return mistakes

    # --- When -------------------------------------------------------------------------

    @property
    def last_day(self) -> date:
        return self.ends_on or self.starts_on

    @property
    def starts(self) -> Moment | None:
        """An instant when the hour is known, else a day."""
        return self.starts_on and moment(self.starts_on, self.starts_at_time)

    @property
    def ends(self) -> Moment | None:
        if self.starts_on is None or self.starts_at_time is None:
            return self.last_day
        return moment(self.last_day, self.ends_at_time or self.starts_at_time)

    @property
    def series(self) -> Series | None:
        """Its rhythm and what differs from it, if it comes again."""
        if not self.rhythm or self.starts_on is None:
            return None
        return Series(
            self.starts_on,
            self.rhythm,
            self.starts_at_time,
            self.ends_at_time,
            self.repeats_until,
            tuple(
                Change(**{name: child.value.get(name) or default for name, default in DEFAULTS.items()})
                for child in self.changes
            ),
        )  # fmt: skip

    @property
    def moved_from(self) -> tuple[Moment, ...]:
        return tuple(map(read_moment, self.previous_dates))

    @property
    def facts(self) -> life.Facts:
        return life.Facts(
            self.starts,
            self.ends,
            self.status,
            self.is_date_confirmed,
            self.series,
            self.moved_from,
        )

    def state(self, at: datetime) -> life.State:
        return life.state(self.facts, at)

    def next(self, at: datetime):
        """The next time it takes place, or the one that would have been the next."""
        return next(iter(life.occurrences(self.facts, at, 1)), None)

    def starts_next(self, at: datetime) -> Moment | None:
        if self.series is None or self.status != life.Status.PLANNED:
            return super().starts_next(at)
        coming = life.occurrences(self.facts, at, NEXT)
        return next((each.starts for each in coming if not each.is_cancelled), None)

    def is_to_come(self, at: datetime) -> bool:
        return self.status == life.Status.POSTPONED or self.next(at) is not None

    def shown_at(self, at: datetime) -> datetime:
        """Where it stands in a list of what comes; without a date any more, at the end."""
        if self.status == life.Status.POSTPONED or self.starts is None:
            return datetime.max.replace(tzinfo=UTC)
        coming = self.next(at)
        return moves.instant(coming.starts if coming else self.starts)

    def with_content_json(self, content):
        """A revision as a page: its past dates are those of the page."""
        page = super().with_content_json(content)
        page.previous_dates = self.previous_dates
        return page

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        published = type(self).objects.filter(pk=self.pk, live=True)
        before = published.first()
        was = before.starts if before and not before.rhythm else None
        super().publish(revision, *args, **kwargs)
        page = published.first()
        if page is not None and page.remember_move(was, timezone.now()):
            published.update(previous_dates=page.previous_dates)
            page.synchronise_translations()

    def remember_move(self, before: Moment | None, at: datetime) -> bool:
        """Keep the date that was published until now; True if something changed."""
        days = moves.after_move(self.moved_from, before, self.starts, at)
        kept = [written_moment(day) for day in days]
        if kept == self.previous_dates:
            return False
        self.previous_dates = kept
        return True

    # --- Where ------------------------------------------------------------------------

    def fields_over(self, at: datetime) -> tuple[str, ...]:
        is_open = self.state(at) in (life.State.COMING, life.State.NOW)
        return () if is_open else ("registration_url",)

    @property
    def map_url(self) -> str:
        """A plain link to a map: nothing of it is loaded here."""
        return MAP + urlencode({"query": self.address}) if self.address else ""

    # --- Shown ------------------------------------------------------------------------

    @property
    def card_line(self):
        day = moments.day(self.starts_on) if self.starts_on else ""
        return " · ".join(filter(None, [str(self.get_kind_display()), day]))

    def occasion(self):
        return feeds.occasion(self)

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        others = EventPage.objects.exclude(pk=self.pk).defer("body")
        return super().get_context(request, *args, **kwargs) | {
            "now": now,
            "changes_at": life.next_change(self.facts, now),
            "state": self.state(now),
            "coming": life.occurrences(self.facts, now, NEXT),
            "others": readable(others).order_by("-starts_on")[:3],
        }

    def linked_data(self, context):
        return structured.event(self, context["now"])


# What a change says when an editor left it empty.
DEFAULTS = {"on": None, "kind": "", "to": None, "starts_at": None, "place": "", "reason": ""}  # fmt: skip


def read_moment(written: str) -> Moment:
    if len(written) == 10:
        return date.fromisoformat(written)
    return datetime.fromisoformat(written)


def written_moment(found: Moment) -> str:
    if isinstance(found, datetime):
        return found.astimezone(UTC).isoformat()
    return found.isoformat()
