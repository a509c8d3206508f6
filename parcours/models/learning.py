import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Learner(models.Model):
    """Somebody who asked to keep their progress. Nothing here says who."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("apprenant")
        verbose_name_plural = _("apprenants")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class LearnerEvent(models.Model):
    """
    Something a learner did, for ever as it was done: rows are only added.

    An étape is named by its translation key, so that progress follows the learner from
    one language to the other.
    """

    class Kind(models.TextChoices):
        DONE = "done", _("étape faite")
        ANSWER = "answer", _("réponse")

    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    etape = models.UUIDField()
    # The block that was answered, empty for the étape as a whole.
    block = models.CharField(max_length=36, blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["learner", "etape"])]
        verbose_name = _("trace d'apprentissage")
        verbose_name_plural = _("traces d'apprentissage")

    def __str__(self):
        return f"{self.get_kind_display()} {self.etape}"
