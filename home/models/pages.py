from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.choices import Pillar
from core.listings import readable
from core.models import BasePage, SourceField
from jeudis.models import JeudiPage
from news.models import NewsPage
from parcours.models import ParcoursPage


class HomePage(BasePage):
    """The front door: one sentence, the next Jeudi, three ways in, a figure, the year."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "vademecum.VademecumPage",
        "parcours.ParcoursIndexPage",
        "jeudis.JeudiIndexPage",
        "news.NewsIndexPage",
        "news.AgendaPage",
        "home.StrategyPage",
        "home.PlainPage",
    ]

    statement = models.CharField(
        _("la phrase d'accueil"),
        max_length=140,
        help_text=_("Une phrase forte, en très grand sur la page d'accueil."),
    )
    figure_of_the_week = models.ForeignKey(
        "vademecum.ChiffreCle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chiffre de la semaine"),
    )

    content_panels = [
        *BasePage.content_panels[:1],
        "statement",
        "introduction",
        FieldPanel("figure_of_the_week"),
    ]
    override_translatable_fields = [SourceField("figure_of_the_week")]
    search_fields = [*BasePage.search_fields, index.SearchField("statement")]
    api_fields = [*BasePage.api_fields, APIField("statement")]

    class Meta:
        verbose_name = _("page d'accueil")
        verbose_name_plural = _("pages d'accueil")

    def get_context(self, request):
        now = timezone.now()
        jeudis = list(
            readable(JeudiPage.objects.defer_streamfields()).order_by("-starts_at")[:24]
        )
        coming = [jeudi for jeudi in reversed(jeudis) if jeudi.starts_at > now]
        news = list(
            readable(NewsPage.objects.defer_streamfields()).order_by("-published_on")[
                :40
            ]
        )
        figure = self.figure_of_the_week
        return super().get_context(request) | {
            "now": now,
            "next_jeudi": coming[0] if coming else None,
            "last_jeudi": next((j for j in jeudis if j.starts_at <= now), None),
            "year": list(reversed(jeudis[:12])),
            "figure": figure.in_language() if figure and figure.live else None,
            "all_parcours": readable(ParcoursPage.objects.with_totals()),
            "news_by_pillar": [
                (pillar, [item for item in news if pillar in item.pillars][:2])
                for pillar in Pillar
            ],
        }


class PlainPage(BasePage):
    """A page of text: about, legal notice, accessibility, personal data."""

    parent_page_types = ["home.HomePage", "home.PlainPage"]
    subpage_types = ["home.PlainPage"]

    body = StreamField(BodyBlock(), verbose_name=_("corps"))

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("body")]

    class Meta:
        verbose_name = _("page simple")
        verbose_name_plural = _("pages simples")
