from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document

from core import private_files, recordings


def upload_to(document, filename: str) -> str:
    return f"documents/{private_files.unguessable(document, filename)}"


class SiteDocument(AbstractDocument):
    """A file to download, in a language that the link announces."""

    file = models.FileField(upload_to=upload_to, verbose_name=_("fichier"))
    language = models.CharField(
        _("langue"),
        max_length=5,
        choices=settings.LANGUAGES,
        default="fr",
        help_text=_("La langue du document, annoncée à côté du lien."),
    )
    # Of a sound or a film: how long it lasts, and the bytes of tags before the sound.
    duration_ms = models.PositiveIntegerField(null=True, editable=False)
    tag_size = models.PositiveIntegerField(default=0, editable=False)

    admin_form_fields = (
        *Document.admin_form_fields[:1],
        "language",
        *Document.admin_form_fields[1:],
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        if self.file:  # one that was refused has no name to judge
            super().clean()

    def _set_document_file_metadata(self):
        """Wagtail's own hook for a new file: a recording is measured too."""
        super()._set_document_file_metadata()
        self.duration_ms, self.tag_size = None, 0
        if self.is_recording:
            with self.open_file() as file:
                measured = recordings.measure(file, self.filename)
            self.duration_ms = measured.duration_ms
            self.tag_size = measured.tag_size

    @property
    def is_recording(self) -> bool:
        return bool(self.media_type)

    @property
    def is_film(self) -> bool:
        return self.media_type.startswith("video/")

    @property
    def media_type(self) -> str:
        return recordings.content_type(self.file.name)
