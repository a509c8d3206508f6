import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .learning import Learner, LearnerEvent


class LearnerConsent(models.Model):
    """A learner chose that what they do goes to the learning record store too."""

    learner = models.OneToOneField(
        Learner, on_delete=models.CASCADE, related_name="consent"
    )
    # How the store knows them: drawn for it, and nothing else leads to it.
    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("accord d'un apprenant")
        verbose_name_plural = _("accords des apprenants")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class OutgoingEvent(models.Model):
    """An event that the learning record store has not confirmed yet; then the row goes."""

    event = models.OneToOneField(
        LearnerEvent, on_delete=models.CASCADE, related_name="outgoing"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    # What the store answered to something it will never take; kept to be read.
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trace à envoyer")
        verbose_name_plural = _("traces à envoyer")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.event_id}"
