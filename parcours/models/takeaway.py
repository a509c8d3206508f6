from django.db import models
from django.utils.translation import gettext_lazy as _


class ParcoursFile(models.Model):
    """A parcours to take away, made for one use, kept in storage until it changes."""

    parcours = models.UUIDField()
    language = models.CharField(max_length=5)
    use = models.CharField(max_length=20)  # « hors-ligne », « scorm-2004 »…
    digest = models.CharField(max_length=64)  # of what it was made from
    sha256 = models.CharField(max_length=64)  # of its bytes
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="emporter/", blank=True)
    # Too heavy, and never made: what weighs most, as [name, bytes].
    heaviest = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["parcours", "language", "use"]
        verbose_name = _("parcours à emporter")
        verbose_name_plural = _("parcours à emporter")
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "language", "use"], name="unique_parcours_file"
            )
        ]

    def __str__(self):
        return f"{self.parcours}.{self.language}.{self.use}"
