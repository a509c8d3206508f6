from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.images.utils import generate_signature

from core import private_files


def served(key: int, size: str) -> str:
    """The address of a picture in a size: no statement, it is made there."""
    return reverse(
        "wagtailimages_serve", args=[generate_signature(key, size), key, size]
    )


class SiteImage(AbstractImage):
    """A picture with what one needs to show it to everybody and to reuse it."""

    class Licence(models.TextChoices):
        OURS = "cc-by-4.0", _("Creative Commons Attribution 4.0")
        CC_BY_SA = "cc-by-sa-4.0", _("Creative Commons Attribution – partage 4.0")
        PUBLIC_DOMAIN = "cc0", _("Domaine public (CC0)")
        OPEN_LICENCE = "etalab-2.0", _("Licence ouverte Etalab 2.0")
        AGREED = "agreed", _("Accord écrit de l'auteur pour ce site")

    is_decorative = models.BooleanField(
        _("image décorative"),
        default=False,
        help_text=_(
            "L'image n'apporte aucune information : les lecteurs d'écran la passent."
        ),
    )
    credit = models.CharField(
        _("crédit"),
        max_length=200,
        help_text=_("L'auteur, tel qu'il doit être cité à côté de l'image."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence)

    admin_form_fields = [
        name for name in Image.admin_form_fields if name != "description"
    ]
    admin_form_fields[2:2] = ["description", "is_decorative", "credit", "licence"]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def clean(self):
        super().clean()
        if not self.is_decorative and not self.description.strip():
            raise ValidationError(
                {
                    "description": _(
                        "Décrivez ce que montre l'image pour qui ne la voit pas, "
                        "ou cochez « image décorative »."
                    )
                }
            )

    def get_upload_to(self, filename):
        return super().get_upload_to(private_files.unguessable(self, filename))

    @property
    def default_alt_text(self):
        return "" if self.is_decorative else self.description


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(
        SiteImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="unique_rendition",
            )
        ]
