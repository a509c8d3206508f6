from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import moves
from jeudis import life, weeks


class DatedMixin(models.Model):
    """When a Jeudi is, and all that its state depends on: what `jeudis.life` is asked with."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Prévu")
        CANCELLED = "cancelled", _("Annulé")

    starts_at = models.DateTimeField(
        _("jour et heure"),
        null=True,
        help_text=_("À l'heure de Paris. Un Jeudi a lieu un jeudi."),
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"), null=True, blank=True
    )
    exception_reason = models.CharField(
        _("pourquoi un autre jour"),
        max_length=200,
        blank=True,
        help_text=_("À remplir seulement si ce Jeudi n'a pas lieu un jeudi."),
    )
    is_date_confirmed = models.BooleanField(_("date confirmée"), default=True)
    join_url = models.URLField(_("lien pour suivre le direct"), blank=True)
    status = models.CharField(
        _("ce Jeudi est"), max_length=10, choices=Status, default=Status.PLANNED
    )
    cancellation_reason = models.CharField(
        _("pourquoi il est annulé"),
        max_length=250,
        blank=True,
        help_text=_("Affichée partout où ce Jeudi paraît."),
    )
    cancelled_on = models.DateField(
        _("annulé le"),
        null=True,
        blank=True,
        help_text=_("Laissez vide : le jour de la publication."),
    )
    registration_opens_at = models.DateTimeField(
        _("ouverture des inscriptions"),
        null=True,
        blank=True,
        help_text=_("Laissez vide s'il n'y a pas d'inscription."),
    )
    registration_closes_at = models.DateTimeField(
        _("clôture des inscriptions"),
        null=True,
        blank=True,
        help_text=_("Laissez vide : au début du Jeudi."),
    )
    capacity = models.PositiveIntegerField(
        _("nombre de places"),
        null=True,
        blank=True,
        help_text=_("Laissez vide s'il n'est pas limité."),
    )

    # Facts of the French row, kept by the software; lists read them without the media.
    has_replay = models.BooleanField(default=False, editable=False)
    has_text = models.BooleanField(default=False, editable=False)
    previous_dates = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True

    def check_dates(self):
        """Refuse what could not be announced, beside each field."""
        mistakes = {}
        if (
            self.starts_at
            and not self.is_thursday
            and not self.exception_reason.strip()
        ):
            mistakes["starts_at"] = _(
                "Ce jour n'est pas un jeudi : choisissez un jeudi, ou dites "
                "pourquoi dans « pourquoi un autre jour »."
            )
        if self.is_cancelled and not self.cancellation_reason.strip():
            mistakes["cancellation_reason"] = _(
                "Dites pourquoi : les personnes qui devaient venir le liront."
            )
        opens_at, closes_at = self.registration_opens_at, self.registration_closes_at
        if opens_at and self.starts_at and opens_at >= self.starts_at:
            mistakes["registration_opens_at"] = _(
                "Les inscriptions ouvrent avant le début du Jeudi."
            )
        if closes_at and (opens_at is None or closes_at <= opens_at):
            mistakes["registration_closes_at"] = _(
                "Les inscriptions ferment après avoir ouvert."
            )
        if mistakes:
            raise ValidationError(mistakes)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def ends_at(self) -> datetime:
        """An hour after the start when nobody said how long it lasts."""
        # In UTC: two hours last two hours in the nights when the clocks change.
        starts_at = self.starts_at.astimezone(UTC)
        return starts_at + timedelta(minutes=self.duration_minutes or 60)

    @property
    def is_thursday(self) -> bool:
        return timezone.localtime(self.starts_at).weekday() == weeks.THURSDAY

    @property
    def is_third_thursday(self) -> bool:
        return weeks.is_third(timezone.localdate(self.starts_at))

    @property
    def moved_from(self) -> tuple[datetime, ...]:
        """The dates that had been announced and no longer hold, the oldest first."""
        return tuple(datetime.fromisoformat(day) for day in self.previous_dates)

    @property
    def facts(self) -> life.Facts:
        return life.Facts(
            starts_at=self.starts_at,
            ends_at=self.ends_at if self.starts_at else None,
            opens_at=self.registration_opens_at,
            closes_at=self.registration_closes_at,
            can_join=bool(self.join_url),
            has_replay=self.has_replay,
            has_text=self.has_text,
            is_cancelled=self.is_cancelled,
            is_confirmed=self.is_date_confirmed,
            previous=self.moved_from,
        )

    def state(self, at: datetime) -> life.State:
        return life.state(self.facts, at)

    def remember_move(self, before: datetime | None, at: datetime) -> bool:
        """Keep the date that was published until now; True if something changed."""
        days = moves.after_move(self.moved_from, before, self.starts_at, at)
        kept = [day.astimezone(UTC).isoformat() for day in days]
        if kept == self.previous_dates:
            return False
        self.previous_dates = kept
        return True
