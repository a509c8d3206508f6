from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Accreditation(models.Model):
    """A journalist who reads before the hour, by a link that is theirs alone."""

    name = models.CharField(_("nom"), max_length=120)
    medium = models.CharField(_("média"), max_length=120)
    email = models.EmailField(
        _("courriel"), help_text=_("Le lien personnel y est envoyé, et nulle part ailleurs.")
    )  # fmt: skip
    language = models.CharField(
        _("langue"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    # Of the key of the link: whoever reads the database can't use it.
    key_hash = models.CharField(
        max_length=64, blank=True, db_index=True, editable=False
    )
    link_given_at = models.DateTimeField(_("lien du"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("révoquée le"), null=True, editable=False)

    panels = ["name", "medium", "email", "language"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("accréditation")
        verbose_name_plural = _("accréditations")

    def __str__(self):
        return f"{self.name} ({self.medium})"

    @property
    def state(self) -> str:
        if self.revoked_at:
            return _("révoquée")
        return _("ouverte") if self.key_hash else _("sans lien")


class EmbargoReading(models.Model):
    """Who read what before the hour, and when; erased after a year (`news.press.desk`)."""

    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.CASCADE, related_name="readings"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+"
    )
    read_at = models.DateTimeField(_("lu le"), db_index=True)

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = _("lecture sous embargo")
        verbose_name_plural = _("lectures sous embargo")

    def __str__(self):
        return f"{self.accreditation} : {self.page}"
