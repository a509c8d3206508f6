from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import SealedError, SealedModel

LONGEST_NOTE = 1000  # characters: three long sentences, kept for ever


class EditionQuerySet(models.QuerySet):
    def published(self):
        """Those that readers see: every item of them is kept."""
        return self.filter(frozen_at__isnull=False)

    def ask(self, note: str, note_en: str, user):
        """A new edition, still to be frozen; two editors at once get two numbers."""
        for _attempt in range(5):
            last = self.aggregate(models.Max("number"))["number__max"] or 0
            try:
                with transaction.atomic():
                    return self.create(
                        number=last + 1,
                        note=note,
                        note_en=note_en,
                        asked_by=user,
                        asked_at=timezone.now(),
                    )
            except IntegrityError:
                continue
        raise IntegrityError("no number for this edition")

    def delete(self):
        raise SealedError("An edition is never removed.")


class Edition(models.Model):
    """A numbered, dated state of the whole Vademecum, kept for ever."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    note = models.TextField(
        _("note"),
        max_length=LONGEST_NOTE,
        help_text=_("Ce qui fait cette édition, en deux ou trois phrases."),
    )
    note_en = models.TextField(
        _("note, en anglais"), max_length=LONGEST_NOTE, blank=True
    )
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

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")

    def __str__(self):
        return str(_("Édition n° %(number)s") % {"number": self.number})

    def delete(self, **kwargs):
        raise SealedError("An edition is never removed.")

    def note_in(self, language: str) -> tuple[str, str]:
        """The note for the reader of a language, and the language it is in."""
        if language == "en" and self.note_en:
            return self.note_en, "en"
        return self.note, settings.LANGUAGE_CODE


class EditionItem(SealedModel):
    """One page or file of an edition: the very bytes that its address answers."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    language = models.CharField(max_length=2)
    path = models.CharField(max_length=120)  # « » for the contents, « vademecum.pdf »
    title = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["edition", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "path"], name="unique_edition_item"
            )
        ]

    def __str__(self):
        return f"{self.edition} {self.language}/{self.path}"
