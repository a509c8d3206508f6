import logging
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.log_actions import log
from wagtail.search import index

from core.models import Record, SourceField
from core.numbers import Unit, format_period, format_value
from vademecum import changes

from .roadmap import MesureLink
from .versions import ChiffreVersion, payload_of

logger = logging.getLogger(__name__)


# What every database keeps exactly: SQLite rounds a sixteenth, then can't read the row.
MOST_DIGITS = 15


def digits_of(value: Decimal) -> int:
    """How many digits one writes: 81.5000 has three."""
    return len(f"{abs(value.normalize()):f}".replace(".", "").lstrip("0"))


class ValueInput(forms.NumberInput):
    """81 as one types it, not 81.0000 as the column holds it."""

    def format_value(self, value):
        if isinstance(value, Decimal):
            value = f"{value.normalize():f}"
        return super().format_value(value)


class ChiffreCle(Record):
    """A sourced figure: what it counts, of whom, when, according to whom."""

    class Subject(models.TextChoices):
        OPINION = "opinion", _("Ce qu'en pensent les acteurs")
        TERRITOIRES = "territoires", _("Sur les territoires")
        FEUILLE_DE_ROUTE = "feuille-de-route", _("La feuille de route")
        MOYENS = "moyens", _("Les moyens")
        CONNAISSANCE = "connaissance", _("Études et connaissance")

    identifier = models.SlugField(
        _("identifiant permanent"),
        max_length=60,
        help_text=_(
            "L'adresse /c/…/ que citent les journalistes. Ne change plus jamais."
        ),
    )
    title = models.CharField(
        _("sujet"), max_length=150, help_text=_("Le titre du chiffre dans les listes.")
    )
    value = models.DecimalField(
        _("valeur"), max_digits=16, decimal_places=4, help_text=_("81 pour 81 %.")
    )
    value_high = models.DecimalField(
        _("valeur haute"),
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Pour une fourchette : de la valeur à la valeur haute."),
    )
    unit = models.CharField(_("unité"), max_length=20, choices=Unit)
    counts = models.CharField(
        _("ce qu'il compte"),
        max_length=300,
        help_text=_("Se lit après le nombre : « des maires jugent que… »."),
    )
    population = models.CharField(_("population"), max_length=250, blank=True)
    sample = models.CharField(_("échantillon"), max_length=250, blank=True)
    method = models.CharField(_("méthode"), max_length=400, blank=True)
    caveat = models.TextField(
        _("précaution"),
        blank=True,
        help_text=_("Ce qu'il faut dire avec le chiffre pour ne pas tromper."),
    )
    period_start = models.DateField(_("période, début"), null=True, blank=True)
    period_end = models.DateField(_("période, fin"), null=True, blank=True)
    subject = models.CharField(_("thème"), max_length=30, choices=Subject)
    source_title = models.CharField(_("source"), max_length=250)
    source_publisher = models.CharField(_("éditeur de la source"), max_length=150)
    source_url = models.URLField(_("adresse de la source"), max_length=300)
    source_read_on = models.DateField(_("source lue le"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsable"),
        help_text=_("La personne qui vérifie ce chiffre à la date de relecture."),
    )
    review_on = models.DateField(_("à relire le"), null=True, blank=True)
    correction = models.TextField(
        _("motif de la correction"),
        blank=True,
        help_text=_(
            "Seulement si la valeur publiée était fausse. Les lecteurs liront ce motif "
            "avec l'ancienne valeur, pour toujours."
        ),
    )
    correction_en = models.TextField(
        _("motif de la correction, en anglais"), blank=True
    )
    # What the chain of versions says, at hand: no page asks the chain. See `changes`.
    history = models.JSONField(default=list, editable=False)

    panels = [
        FieldPanel("title", required_on_save=True),
        MultiFieldPanel(
            [
                FieldPanel("value", widget=ValueInput),
                FieldPanel("value_high", widget=ValueInput),
                "unit",
                "counts",
            ],
            heading=_("Le chiffre"),
        ),
        MultiFieldPanel(
            ["source_title", "source_publisher", "source_url", "source_read_on"],
            heading=_("Source"),
        ),
        MultiFieldPanel(
            [
                "population",
                "sample",
                "method",
                "period_start",
                "period_end",
                "caveat",
            ],
            heading=_("Ce qu'il faut savoir pour le citer"),
        ),
        MultiFieldPanel(
            ["subject", "owner", "review_on", FieldPanel("identifier")],
            heading=_("Classement et relecture"),
        ),
        MultiFieldPanel(
            ["correction", "correction_en"], heading=_("Corriger une erreur")
        ),
        InlinePanel("mesure_links", label=_("Mesure"), heading=_("Mesures concernées")),
    ]
    key_field = "identifier"
    override_translatable_fields = [
        SourceField(name)
        for name in (
            "identifier",
            "value",
            "value_high",
            "unit",
            "period_start",
            "period_end",
            "subject",
            "source_publisher",
            "source_url",
            "source_read_on",
            "owner",
            "review_on",
            "correction",
            "correction_en",
            "mesure_links",
        )
    ]
    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("counts", boost=2),
        index.SearchField("caveat"),
        index.SearchField("source_title"),
        index.SearchField("source_publisher"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
        index.FilterField("id"),
    ]

    class Meta(Record.Meta):
        ordering = ["pk"]
        unique_together = [("translation_key", "locale"), ("identifier", "locale")]
        verbose_name = _("chiffre clé")
        verbose_name_plural = _("chiffres clés")

    def __str__(self):
        return (
            f"{self.title} : {self.formatted}" if self.value is not None else self.title
        )

    def clean(self):
        super().clean()
        errors = {}
        if self.period_end and not self.period_start:
            errors["period_start"] = _("Donnez aussi le début de la période.")
        if (
            self.period_start
            and self.period_end
            and self.period_end < self.period_start
        ):
            errors["period_end"] = _("La période finit avant d'avoir commencé.")
        if None not in (self.value, self.value_high) and self.value_high <= self.value:
            errors["value_high"] = _("La valeur haute doit dépasser la valeur.")
        for name in ("value", "value_high"):
            value = getattr(self, name)
            if value is not None and digits_of(value) > MOST_DIGITS:
                errors[name] = _(
                    "Quinze chiffres au plus, décimales comprises : au-delà, la valeur "
                    "ne serait plus exacte. Pour un grand montant, choisissez les "
                    "millions d'euros."
                )
        if mistake := self._mistake_of_correction():
            errors["correction"] = mistake
        if self.pk and self._identifier_was_published():
            errors["identifier"] = _(
                "Ce chiffre est déjà publié : son adresse permanente ne change plus."
            )
        if errors:
            raise ValidationError(errors)

    def _mistake_of_correction(self):
        """A reason that no reader would see is refused: its author would think it public."""
        if self.correction_en and not self.correction:
            return _(
                "Écrivez aussi le motif en français : c'est lui que garde la version."
            )
        if not self.correction or self.language != settings.LANGUAGE_CODE:
            return None
        versions = ChiffreVersion.objects.filter(identifier=self.identifier)
        last = versions.order_by("-number").first()
        if last is None:
            return _("Ce chiffre n'a jamais été publié : il n'y a rien à corriger.")
        if last.states == payload_of(self):
            return _(
                "Rien n'a changé depuis la version publiée : changez aussi ce qui était "
                "faux, ou effacez ce motif."
            )
        return None

    def _identifier_was_published(self) -> bool:
        live = type(self).objects.filter(pk=self.pk, first_published_at__isnull=False)
        return live.exclude(identifier=self.identifier).exists()

    @property
    def formatted(self) -> str:
        return format_value(self.value, self.unit, self.value_high)

    @property
    def period(self) -> str:
        return format_period(self.period_start, self.period_end)

    @property
    def year(self) -> int | None:
        day = self.period_end or self.period_start
        return day.year if day else None

    @property
    def corrections(self) -> list[changes.Correction]:
        return changes.corrections(self.history)

    def changed_since(self, instant) -> changes.Past | None:
        """What it said at an instant, if it now says something else."""
        return changes.since(self.history, instant)

    def get_absolute_url(self):
        return reverse("figure", args=[self.identifier])

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """None goes live without its source, whichever way it is published."""
        try:
            revision.as_object().full_clean()
        except ValidationError as error:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            # Nobody is there to be told, and what else is due must still be published.
            give_up(revision, error)
            return
        super().publish(revision, *args, **kwargs)
        if self.locale.language_code == settings.LANGUAGE_CODE:
            figure = type(self).objects.get(pk=self.pk)
            ChiffreVersion.objects.append(
                figure, figure.correction, figure.correction_en
            )
            forget_reasons(figure)
        # Last: what was just published brought the history of its draft.
        type(self).objects.filter(translation_key=self.translation_key).update(
            history=changes.of(
                ChiffreVersion.objects.filter(identifier=self.identifier)
            )
        )


SCHEDULED = "wagtail.publish.scheduled"  # as Wagtail's own command says it


def give_up(revision, error: ValidationError):
    """What was scheduled can't be published: back to a draft, and its history says so."""
    logger.error("%s stays a draft: %s", revision.object_str, error.message_dict)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(revision.content_object, "wagtail.schedule.cancel", revision=revision)


def forget_reasons(figure: ChiffreCle):
    """A reason belongs to one publication: the next one starts without."""
    without = {"correction": "", "correction_en": ""}
    rows = ChiffreCle.objects.filter(translation_key=figure.translation_key)
    rows.update(**without)
    for row in rows.exclude(latest_revision=None).select_related("latest_revision"):
        row.latest_revision.content |= without
        row.latest_revision.save(update_fields=["content"])


class ChiffreCleMesure(MesureLink):
    chiffre = ParentalKey(
        ChiffreCle, on_delete=models.CASCADE, related_name="mesure_links"
    )
