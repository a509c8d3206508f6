from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from core.choices import ChoicesField
from core.models import Record, SourceField
from core.models.records import RecordQuerySet
from vademecum.telephone import international


class Spoken(models.TextChoices):
    """The languages of the press: in which somebody answers it, in which it writes."""

    FR = "fr", _("français")
    EN = "en", _("anglais")
    DE = "de", _("allemand")
    ES = "es", _("espagnol")
    IT = "it", _("italien")


class PressContactQuerySet(RecordQuerySet):
    def not_over(self, at: datetime):
        """Those who answer the press on the day of this instant, in Paris, or later."""
        day = timezone.localdate(at)
        return self.filter(Q(duty_until=None) | Q(duty_until__gte=day))


class PressContact(Record):
    """Somebody whom journalists call: on what, in which languages, when."""

    objects = PressContactQuerySet.as_manager()

    slug = models.SlugField(_("identifiant"), max_length=80)
    person = models.ForeignKey(
        "core.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("personne"),
    )
    subject = models.CharField(
        _("sujets"),
        max_length=200,
        help_text=_("Ce sur quoi elle répond : « la feuille de route, les études »."),
    )
    spoken = ChoicesField(_("langues parlées"), values=Spoken)
    hours = models.CharField(
        _("heures"), max_length=150, help_text=_("« du lundi au vendredi, 9 h – 18 h »")
    )
    email = models.EmailField(
        _("courriel"),
        help_text=_("Publié : une adresse de presse, jamais une adresse personnelle."),
    )
    phone = models.CharField(_("téléphone"), max_length=30)
    duty_from = models.DateField(_("de service du"), null=True, blank=True)
    duty_until = models.DateField(
        _("au"),
        null=True,
        blank=True,
        help_text=_("Compris. Le lendemain, ce contact disparaît de partout."),
    )

    shown_with = ("person", "person__organisation")
    panels = [
        "person",
        "subject",
        "spoken",
        "hours",
        MultiFieldPanel(["phone", "email"], heading=_("Où l'appeler")),
        FieldRowPanel(["duty_from", "duty_until"], heading=_("Service")),
        FieldPanel("slug"),
    ]
    override_translatable_fields = [
        SourceField(name)
        for name in (
            "slug",
            "person",
            "spoken",
            "email",
            "phone",
            "duty_from",
            "duty_until",
        )
    ]
    search_fields = [
        index.SearchField("subject", boost=2),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(Record.Meta):
        ordering = ["duty_from", "pk"]
        verbose_name = _("contact presse")
        verbose_name_plural = _("contacts presse")

    def __str__(self):
        return f"{self.person} ({self.subject})"

    def clean(self):
        super().clean()
        if sum(character.isdecimal() for character in self.phone) < 3:
            raise ValidationError(
                {"phone": _("Un numéro que l'on peut composer : « 01 99 00 00 00 ».")}
            )
        if self.duty_from and self.duty_until and self.duty_until < self.duty_from:
            raise ValidationError(
                {"duty_until": _("Le service finit avant d'avoir commencé.")}
            )

    @property
    def international_phone(self) -> str | None:
        return international(self.phone)

    @property
    def spoken_labels(self) -> list[str]:
        return [Spoken(language).label for language in self.spoken]

    def duty(self, at: datetime) -> str:
        """`current`, `coming` or `over` on the day of this instant, in Paris."""
        day = timezone.localdate(at)
        if self.duty_until and self.duty_until < day:
            return "over"
        return "coming" if self.duty_from and self.duty_from > day else "current"
