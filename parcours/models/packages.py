from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from parcours.packages import reading


def kept_as(package, filename: str) -> str:
    """Named by its own content: another content is another file, and another address."""
    return f"packages/{package.digest}.zip"


class ImportedPackage(index.Indexed, models.Model):
    """
    An H5P or SCORM activity that somebody else made, as they made it.

    It stays zipped. It is checked whole before it is kept, and replaced at once or not at
    all: the row says which file is read.
    """

    class Kind(models.TextChoices):
        H5P = "h5p", "H5P"
        SCORM12 = "scorm12", "SCORM 1.2"
        SCORM2004 = "scorm2004", "SCORM 2004"

    title = models.CharField(_("titre"), max_length=200)
    file = models.FileField(
        _("paquet"),
        upload_to=kept_as,
        help_text=_(
            "Un fichier .h5p, ou un .zip SCORM 1.2 ou 2004, de 50 Mo au plus. Il est vérifié en entier avant d'être gardé."
        ),
    )
    alternative = models.TextField(
        _("ce que l'on y fait"),
        help_text=_(
            "En quelques phrases, pour qui ne peut pas s'en servir : ce qu'elle montre, ce qu'elle demande, ce que l'on en retient."
        ),
    )
    credit = models.CharField(_("auteur"), max_length=200)
    licence = models.CharField(
        _("licence"), max_length=100, help_text=_("Par exemple : CC BY-SA 4.0.")
    )
    source_url = models.URLField(_("adresse d'origine"), blank=True)
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    launch = models.CharField(max_length=240, blank=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    panels = ["title", "file", "alternative", "credit", "licence", "source_url"]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title"]
        verbose_name = _("activité importée")
        verbose_name_plural = _("activités importées")

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        rows = type(self).objects
        old = rows.filter(pk=self.pk).values_list("file", flat=True).first()
        super().save(**kwargs)
        if old and old != self.file.name and not rows.filter(file=old).exists():
            # Only once the row says another one: a replacement that fails loses nothing.
            transaction.on_commit(lambda: self.file.storage.delete(old))

    def clean(self):
        super().clean()
        if not self.file or self.file._committed:
            return
        try:
            package = reading.read(self.file.file)
        except reading.Refused as error:
            raise ValidationError({"file": str(error)}) from error
        self.kind, self.launch = package.kind, package.launch
        self.digest = package.digest

    @property
    def version(self) -> str:
        """What its addresses carry: another content has other addresses."""
        return self.digest[:16]
