import secrets

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Registration(models.Model):
    """
    Somebody who comes to a Jeudi, or says so and has not confirmed: an address, no name.

    The only table that keeps addresses of readers; a row goes 30 days after the Jeudi,
    at once when one cancels, and after two days if nobody confirmed it.
    """

    jeudi_key = models.UUIDField(db_index=True)  # the translation key of the page
    address = models.CharField(_("adresse"), max_length=254)
    language = models.CharField(_("langue"), max_length=10)
    # What its links hold; nobody guesses it, and it goes with the row.
    token = models.CharField(max_length=50, unique=True, default=new_token)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(_("inscription confirmée le"), null=True)
    # What was last told of the Jeudi, and which mails were written: each of them once.
    told = models.CharField(max_length=60, blank=True)
    reminded_of = models.DateTimeField(null=True)
    replay_told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        default_permissions = ()
        permissions = [
            ("export_registration", _("Peut voir et exporter les inscriptions"))
        ]
        constraints = [
            models.UniqueConstraint(
                "jeudi_key", Lower("address"), name="one_registration_an_address"
            )
        ]

    def __str__(self):
        return f"{self.jeudi_key} ({self.pk})"
