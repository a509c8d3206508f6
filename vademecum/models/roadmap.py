from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from core.models import Record, SourceField
from vademecum.blocks import MilestonesBlock

TEXT = ["bold", "italic", "link", "ol", "ul"]


class Objectif(Record):
    """One of the four structural objectives of the roadmap."""

    number = models.PositiveSmallIntegerField(_("numéro"))
    verb = models.CharField(
        _("verbe"), max_length=40, help_text=_("L'objectif en un mot : « Mobiliser ».")
    )
    title = models.CharField(_("intitulé"), max_length=250)
    summary = RichTextField(_("ce qui était visé"), features=TEXT)
    result = RichTextField(_("ce que dit le bilan"), features=TEXT, blank=True)
    source_title = models.CharField(_("source"), max_length=250, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)

    panels = [
        "number",
        "verb",
        FieldPanel("title", required_on_save=True),
        "summary",
        "result",
        MultiFieldPanel(["source_title", "source_url"], heading=_("Source")),
    ]
    key_field = "number"
    override_translatable_fields = [SourceField("number"), SourceField("source_url")]
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("verb", boost=2),
        index.SearchField("summary"),
        index.SearchField("result"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(Record.Meta):
        ordering = ["number"]
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")

    def __str__(self):
        return f"{self.number}. {self.title}"


class Mesure(Record):
    """One of the 21 measures, in three dimensions of seven."""

    class Dimension(models.TextChoices):
        OPERATIONNELLE = "operationnelle", _("Opérationnelle")
        STRATEGIQUE = "strategique", _("Stratégique")
        POLITIQUE = "politique", _("Politique")

    class Status(models.TextChoices):
        A_CONFIRMER = "a_confirmer", _("État à confirmer")
        ATTEINTE = "atteinte", _("Objectif atteint")
        DEPASSEE = "depassee", _("Au-delà de l'objectif")
        EN_RETARD = "en_retard", _("En retard")

    # When the first effects were expected, in months, by the roadmap itself.
    HORIZONS = {"operationnelle": (3, 9), "strategique": (6, 12), "politique": (12, 18)}

    number = models.PositiveSmallIntegerField(_("numéro"))
    dimension = models.CharField(_("dimension"), max_length=20, choices=Dimension)
    objectif = models.ForeignKey(
        Objectif,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mesures",
        verbose_name=_("objectif"),
        help_text=_(
            "Laissez vide si aucune source ne rattache la mesure à un objectif."
        ),
    )
    title = models.CharField(_("intitulé"), max_length=300)
    explanation = RichTextField(_("en clair"), features=TEXT, blank=True)
    status = models.CharField(
        _("état"), max_length=20, choices=Status, default=Status.A_CONFIRMER
    )
    status_note = models.CharField(
        _("comment on le sait"),
        max_length=400,
        blank=True,
        help_text=_("Ce qui fonde cet état, ou ce qui manque pour le confirmer."),
    )
    source_title = models.CharField(_("source de l'état"), max_length=250, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)
    milestones = StreamField(
        MilestonesBlock(),
        verbose_name=_("jalons"),
        blank=True,
        help_text=_("Ce qui s'est passé, quand, d'après quelle source."),
    )

    panels = [
        "number",
        FieldPanel("title", required_on_save=True),
        "dimension",
        "objectif",
        "explanation",
        MultiFieldPanel(
            ["status", "status_note", "source_title", "source_url"],
            heading=_("État d'avancement"),
        ),
        "milestones",
    ]
    key_field = "number"
    shown_with = ("objectif",)
    override_translatable_fields = [
        SourceField(name)
        for name in ("number", "dimension", "objectif", "status", "source_url")
    ]
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("explanation"),
        index.SearchField("status_note"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
        index.FilterField("id"),
    ]

    class Meta(Record.Meta):
        ordering = ["number"]
        verbose_name = _("mesure")
        verbose_name_plural = _("mesures")

    def __str__(self):
        return f"{self.number}. {self.title}"

    def clean(self):
        super().clean()
        if self.is_confirmed:
            missing = [
                f for f in ("source_title", "source_url") if not getattr(self, f)
            ]
            told = _("Un état confirmé a une source : donnez-la, ou laissez « à confirmer ».")  # fmt: skip
            if missing:
                raise ValidationError(dict.fromkeys(missing, told))

    @property
    def horizon(self) -> tuple[int, int]:
        """First effects expected between these months after May 2020."""
        return self.HORIZONS[self.dimension]

    @property
    def chronology(self) -> list:
        """Its milestones, the first one first."""
        return sorted(
            (block.value for block in self.milestones), key=lambda value: value["on"]
        )

    @property
    def is_confirmed(self) -> bool:
        return self.status != self.Status.A_CONFIRMER


class MesureLink(Orderable):
    """A page that concerns a measure. Each page type has its own table of these."""

    mesure = models.ForeignKey(
        Mesure,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("mesure"),
    )

    panels = ["mesure"]

    class Meta(Orderable.Meta):
        abstract = True
