from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from core.choices import ChoicesField, Pillar
from core.models import Record, SourceField
from vademecum.models.contacts import Spoken


class Retombee(Record):
    """A piece of press coverage: who said it, where, when, and what of ours it relays."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        ENTRETIEN = "entretien", _("Entretien")
        TRIBUNE = "tribune", _("Tribune")
        DEPECHE = "depeche", _("Dépêche")
        RADIO = "radio", _("Radio")
        TELEVISION = "television", _("Télévision")
        PODCAST = "podcast", _("Podcast")
        AUTRE = "autre", _("Autre")

    identifier = models.SlugField(
        _("identifiant"),
        max_length=80,
        blank=True,
        help_text=_("Laissez vide : le site le fait, du média et du jour."),
    )
    title = models.CharField(
        _("titre"), max_length=250, help_text=_("Tel qu'il a paru, dans sa langue.")
    )
    tongue = models.CharField(
        _("langue"),
        max_length=2,
        choices=Spoken,
        default=Spoken.FR,
        help_text=_("Celle du titre : les lecteurs d'écran le prononcent ainsi."),
    )
    medium = models.CharField(_("média"), max_length=120)
    published_on = models.DateField(_("paru le"), default=timezone.localdate)
    kind = models.CharField(_("nature"), max_length=20, choices=Kind, default=Kind.ARTICLE)  # fmt: skip
    author = models.CharField(_("auteur"), max_length=150, blank=True)
    url = models.URLField(
        _("adresse"),
        max_length=500,
        blank=True,
        help_text=_(
            "Le site vérifie chaque semaine qu'elle répond. Si elle meurt, la retombée reste, citée sans lien."
        ),
    )
    archive_url = models.URLField(
        _("adresse d'une copie archivée"),
        max_length=500,
        blank=True,
        help_text=_("Elle prend le relais quand l'adresse ne répond plus."),
    )
    note = models.CharField(
        _("en une ligne"),
        max_length=250,
        blank=True,
        help_text=_("Ce qu'il en dit, ou ce qui reste à confirmer."),
    )
    communique = models.ForeignKey(
        "news.CommuniquePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("communiqué relayé"),
    )
    pillars = ChoicesField(_("piliers"), values=Pillar, blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", required_on_save=True),
                "tongue",
                FieldPanel("medium", required_on_save=True),
                "published_on",
                "kind",
                "author",
                "note",
            ],
            heading=_("Ce qui a paru"),
        ),
        MultiFieldPanel(["url", "archive_url"], heading=_("Où le lire")),
        MultiFieldPanel(["communique", "pillars"], heading=_("Ce qu'il relaie")),
        InlinePanel("figure_links", label=_("Chiffre"), heading=_("Chiffres repris")),
        FieldPanel("identifier"),
    ]
    key_field = "identifier"
    override_translatable_fields = [
        SourceField(name)
        for name in (
            "identifier",
            "title",
            "tongue",
            "medium",
            "published_on",
            "kind",
            "author",
            "url",
            "archive_url",
            "communique",
            "pillars",
            "figure_links",
        )
    ]
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("medium", boost=2),
        index.SearchField("author"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(Record.Meta):
        ordering = ["-published_on", "-pk"]
        verbose_name = _("retombée")
        verbose_name_plural = _("retombées")

    def __str__(self):
        return f"{self.medium} : {self.title}"

    def full_clean(self, *args, **kwargs):
        if not self.identifier and self.medium and self.published_on:
            self.identifier = free_identifier(self)
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.published_on and self.published_on > timezone.localdate():
            raise ValidationError(
                {"published_on": _("Ce jour n'est pas encore venu : une retombée a déjà paru.")}
            )  # fmt: skip
        if self.archive_url and not self.url:
            raise ValidationError(
                {"url": _("Donnez l'adresse d'origine, dont ceci est la copie.")}
            )

    @property
    def pillar_labels(self) -> list[Pillar]:
        return [Pillar(value) for value in self.pillars]


def free_identifier(retombee: Retombee) -> str:
    """« le-point-2022-05-07 », and a number after it if there was another that day."""
    wanted = f"{slugify(retombee.medium)[:60]}-{retombee.published_on:%Y-%m-%d}"
    others = Retombee.objects.exclude(translation_key=retombee.translation_key)
    taken = set(
        others.filter(identifier__startswith=wanted).values_list(
            "identifier", flat=True
        )
    )
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


class RetombeeChiffre(Orderable):
    """A figure that a piece of coverage prints."""

    retombee = ParentalKey(
        Retombee, on_delete=models.CASCADE, related_name="figure_links"
    )
    figure = models.ForeignKey(
        "vademecum.ChiffreCle",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chiffre"),
    )

    panels = ["figure"]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                "retombee", "figure", name="each_figure_once_a_retombee"
            )
        ]

    def __str__(self):
        return f"{self.retombee_id} {self.figure_id}"
