from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftLink(models.Model):
    """A draft shown to somebody who has no account, until a day, or until it is revoked."""

    # Signed in the address: `core.drafts.desk`.
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="draft_links"
    )
    reader = models.CharField(_("pour qui"), max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("lien de brouillon")
        verbose_name_plural = _("liens de brouillon")

    def __str__(self):
        return f"{self.page} : {self.reader}"


class DraftComment(models.Model):
    """What somebody who read a draft says of it to its editors."""

    link = models.ForeignKey(
        DraftLink, on_delete=models.CASCADE, related_name="comments"
    )
    author = models.CharField(max_length=120)
    text = models.TextField(validators=[MaxLengthValidator(4000)])
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("remarque sur un brouillon")
        verbose_name_plural = _("remarques sur des brouillons")

    def __str__(self):
        return f"{self.author} : {self.text[:60]}"
