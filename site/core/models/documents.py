from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document


class SiteDocument(AbstractDocument):
    """A file to download, in a language that the link announces."""

    language = models.CharField(
        _("langue"),
        max_length=5,
        choices=settings.LANGUAGES,
        default="fr",
        help_text=_("La langue du document, annoncée à côté du lien."),
    )

    admin_form_fields = (
        *Document.admin_form_fields[:1],
        "language",
        *Document.admin_form_fields[1:],
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
