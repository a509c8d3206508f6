from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .versions import SealedError, SealedQuerySet


class Edition(models.Model):
    """A numbered, dated state of the whole Vademecum, kept for ever."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    note = models.TextField(
        _("note"), help_text=_("Ce qui fait cette édition, en deux ou trois phrases.")
    )
    note_en = models.TextField(_("note, en anglais"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    # Empty until every item is kept; readers see nothing of it before.
    frozen_at = models.DateTimeField(_("figée le"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")

    def __str__(self):
        return f"{self.number}"


class EditionItem(models.Model):
    """One page or file of an edition: the very bytes that its address answers."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    language = models.CharField(max_length=2)
    path = models.CharField(max_length=120)  # « » for the contents, « vademecum.pdf »
    title = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "path"], name="unique_edition_item"
            )
        ]

    def __str__(self):
        return f"{self.edition} {self.language}/{self.path}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise SealedError("An edition is never changed.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise SealedError("An edition is never removed.")
