from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class Parution(models.Model):
    """What goes live together, at its minute: all of it, or nothing."""

    title = models.CharField(
        _("nom"), max_length=150, help_text=_("Pour l'équipe : « L'étude de mai ».")
    )
    publish_at = models.DateTimeField(
        _("heure"),
        help_text=_("À l'heure de Paris. Tout paraît à cette minute, ou rien."),
    )
    published_at = models.DateTimeField(_("paru le"), null=True, editable=False)
    # Why it did not appear, the last time that its minute had come.
    refusal = models.TextField(_("empêchement"), blank=True, editable=False)

    class Meta:
        ordering = ["-publish_at", "pk"]
        verbose_name = _("parution")
        verbose_name_plural = _("parutions")

    def __str__(self):
        return self.title

    @property
    def state(self) -> str:
        if self.published_at:
            return _("parue")
        return _("empêchée") if self.refusal else _("en préparation")


class ParutionItem(models.Model):
    """A page, a record, or a translation of one, as it was approved."""

    parution = models.ForeignKey(
        Parution, on_delete=models.CASCADE, related_name="items"
    )
    # As Wagtail's revisions name what they are of.
    base_content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.CharField(max_length=255)
    # What a second reader approved; nothing before.
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # An object is in one parution at a time: this goes when the parution appeared.
    is_open = models.BooleanField(default=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["base_content_type", "object_id"],
                condition=models.Q(is_open=True),
                name="one_open_parution",
            )
        ]
        ordering = ["pk"]
        verbose_name = _("élément d'une parution")
        verbose_name_plural = _("éléments d'une parution")

    def __str__(self):
        return str(self.object)

    @cached_property
    def object(self):
        """The page or the record itself; nothing once it was deleted."""
        model = self.base_content_type.model_class()
        found = model._base_manager.filter(pk=self.object_id).first()
        return getattr(found, "specific", found)

    @property
    def language_name(self) -> str:
        locale = getattr(self.object, "locale", None)
        return str(dict(settings.LANGUAGES).get(locale.language_code, "")) if locale else ""  # fmt: skip

    @property
    def kind(self) -> str:
        return self.object._meta.verbose_name if self.object else ""
