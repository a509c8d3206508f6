from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckedLink(models.Model):
    """
    What was last known of an address of another site that something published leads to.

    Not a field of a page or a record: a machine writes it, and no revision brings it back.
    """

    url = models.URLField(_("adresse"), max_length=500, unique=True)
    # The last day when something published led there.
    sought_on = models.DateField(null=True, db_index=True)
    checked_at = models.DateTimeField(_("demandée le"), null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    reason = models.CharField(_("réponse"), max_length=200, blank=True)
    dead_since = models.DateTimeField(_("muette depuis"), null=True, db_index=True)

    class Meta:
        verbose_name = _("adresse vérifiée")
        verbose_name_plural = _("adresses vérifiées")
        default_permissions = ("view",)

    def __str__(self):
        return self.url


class LinkPlace(models.Model):
    """A page or a record that leads to an address."""

    link = models.ForeignKey(CheckedLink, on_delete=models.CASCADE, related_name="places")  # fmt: skip
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.link_id} ({self.content_type_id}, {self.object_id})"
