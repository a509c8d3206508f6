from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import InlinePanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

# What else than a fact may support a claim: an episode, an étape, a fiche.
PAGES = ["jeudis.JeudiPage", "parcours.EtapePage", "vademecum.FichePage"]


class Affirmation(index.Indexed, ClusterableModel):
    """Something that the movement says, and what it rests on: for the team."""

    text = models.CharField(
        _("affirmation"),
        max_length=300,
        help_text=_("Une phrase que nous disons, et que quelqu'un peut nous demander de prouver."),
    )  # fmt: skip
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Où on la dit, ce qui manque pour l'appuyer."),
    )

    panels = [
        "text",
        "note",
        InlinePanel(
            "evidence",
            label=_("Appui"),
            heading=_("Ce sur quoi elle repose"),
            help_text=_("Sans appui publié, le tableau de bord la signale."),
        ),
    ]
    search_fields = [
        index.SearchField("text"),
        index.SearchField("note"),
        index.AutocompleteField("text"),
    ]

    class Meta:
        ordering = ["text", "pk"]
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")

    def __str__(self):
        return self.text


class Appui(Orderable):
    """One thing that supports a claim: a figure, a measure, or a page."""

    affirmation = ParentalKey(
        Affirmation, on_delete=models.CASCADE, related_name="evidence"
    )
    figure = models.ForeignKey(
        "vademecum.ChiffreCle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chiffre"),
    )
    mesure = models.ForeignKey(
        "vademecum.Mesure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mesure"),
    )
    # A page that goes takes its support away: the claim is then to be seen to.
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Jeudi, étape ou fiche"),
    )
    note = models.CharField(
        _("en quoi"),
        max_length=200,
        blank=True,
        help_text=_("Ce qu'on y trouve : une minute, un paragraphe."),
    )

    panels = ["figure", "mesure", PageChooserPanel("page", PAGES), "note"]

    class Meta(Orderable.Meta):
        verbose_name = _("appui")
        verbose_name_plural = _("appuis")

    def __str__(self):
        return str(self.thing or "–")

    def clean(self):
        super().clean()
        given = [name for name in ("figure", "mesure", "page") if getattr(self, f"{name}_id")]  # fmt: skip
        if len(given) != 1:
            raise ValidationError(
                _("Un appui est un chiffre, une mesure ou une page : choisissez-en un, et ajoutez un appui pour chaque autre.")
            )  # fmt: skip

    @property
    def thing(self):
        return self.figure or self.mesure or self.page

    @property
    def kind_label(self) -> str:
        """What it is: a page says its own kind."""
        if self.page_id:
            return str(self.page.specific_class._meta.verbose_name)
        return str(type(self.thing)._meta.verbose_name)

    @property
    def is_published(self) -> bool:
        return self.thing is not None and self.thing.live
