from django.db import models
from django.utils.translation import gettext_lazy as _


class BookFile(models.Model):
    """A book that was made (PDF, EPUB, press kit), kept in storage until it changes."""

    name = models.CharField(max_length=120, unique=True)  # « vademecum.fr.pdf »
    digest = models.CharField(max_length=64)  # of what it was made from
    sha256 = models.CharField(max_length=64)  # of its bytes
    file = models.FileField(upload_to="livres/")
    made_at = models.DateTimeField()
    # The day after the last day of a contact it names, if any.
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("livre")
        verbose_name_plural = _("livres")

    def __str__(self):
        return self.name
