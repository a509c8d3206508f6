from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core import address_words, linked_data, moments
from core.blocks import BodyBlock
from core.choices import Audience, Pillar, has
from core.listings import paginated, readable
from core.models import BasePage, FeedMixin, StrategyMixin
from news import feeds
from vademecum import structured
from vademecum.models import MesureLink


class NewsIndexPage(FeedMixin, BasePage):
    """The news, with filters by type, pillar and public."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage", "news.CommuniquePage", "news.RetombeeIndexPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("liste des actualités")

    def news(self):
        return readable(NewsPage.objects.defer_streamfields()).order_by(
            "-published_on", "-pk"
        )

    def narrowed(self, chosen: dict[str, str]):
        """The news that all the chosen filters let through."""
        news = self.news()
        if chosen.get("type"):
            news = news.filter(kind=chosen["type"])
        if chosen.get("pilier"):
            news = news.filter(has("pillars", chosen["pilier"]))
        if chosen.get("public"):
            news = news.filter(has("audiences", chosen["public"]))
        return news

    @property
    def feed_filters(self):
        return {"type": NewsPage.Kind, "pilier": Pillar, "public": Audience}

    def feed(self, chosen):
        words = [
            str(self.feed_filters[name](value).label) for name, value in chosen.items()
        ]
        return feeds.of(
            self,
            lambda: self.narrowed(chosen),
            title=", ".join([self.title, *words]),
            chosen=chosen,
        )

    def get_context(self, request, *args, **kwargs):
        choices = {name: kinds.values for name, kinds in self.feed_filters.items()}
        chosen = {
            name: address_words.asked(request.GET, name, values)
            for name, values in choices.items()
        }
        self.announce(request, {name: value for name, value in chosen.items() if value})
        news = self.narrowed(chosen)
        return super().get_context(request, *args, **kwargs) | {
            "news": paginated(news, request),
            "chosen": chosen,
            "is_filtered": any(chosen.values()),
            "unfound": address_words.unfound(request.GET, choices),
            "kinds": NewsPage.Kind,
            "pillars": Pillar,
            "audiences": Audience,
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "hasPart": [
                linked_data.reference(
                    news, "NewsArticle", datePublished=news.published_on
                )
                for news in context["news"]
            ]
        }


class NewsPage(StrategyMixin, BasePage):
    """Something new: a piece of news, a press release, an op-ed, press coverage."""

    class Kind(models.TextChoices):
        ACTUALITE = "actualite", _("Actualité")
        COMMUNIQUE = "communique", _("Communiqué")
        TRIBUNE = "tribune", _("Tribune")
        RETOMBEE = "retombee", _("Retombée presse")

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    schema_type = "NewsArticle"

    kind = models.CharField(
        _("type"), max_length=20, choices=Kind, default=Kind.ACTUALITE
    )
    published_on = models.DateField(
        _("date"),
        default=timezone.localdate,
        help_text=_("Le jour du fait, affiché au lecteur."),
    )
    medium = models.CharField(
        _("média"),
        max_length=120,
        blank=True,
        help_text=_("Pour une retombée ou une tribune : qui l'a publiée."),
    )
    source_title = models.CharField(_("source"), max_length=250, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("corps"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["kind", "published_on"], heading=_("Nature et date")),
        "body",
        MultiFieldPanel(["medium", "source_title", "source_url"], heading=_("Source")),
        InlinePanel("mesure_links", label=_("Mesure"), heading=_("Mesures concernées")),
    ]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("medium"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        APIField("kind"),
        APIField("published_on"),
        APIField("medium"),
        APIField("source_title"),
        APIField("source_url"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")

    def clean(self):
        super().clean()
        if self.kind == self.Kind.RETOMBEE and not self.medium.strip():
            raise ValidationError({"medium": _("Nommez le média de cette retombée.")})

    def get_context(self, request):
        return super().get_context(request) | {
            "others": readable(
                NewsPage.objects.exclude(pk=self.pk).defer_streamfields()
            ).order_by("-published_on", "-pk")[:3]
        }

    @property
    def card_line(self):
        return f"{self.get_kind_display()} · {moments.day(self.published_on)}"

    def linked_data(self, context):
        return super().linked_data(context) | {
            "headline": self.title,
            "image": self.sharing_picture,
            "publisher": linked_data.publisher(),
            "author": linked_data.author(self.medium),
            # The day that readers see: that of the fact.
            "datePublished": self.published_on,
            "articleSection": self.get_kind_display(),
            "keywords": [*self.pillar_labels, *self.audience_labels],
            "isBasedOn": linked_data.source(
                self.source_title, self.source_url, self.medium
            ),
            "citation": structured.citations(self.body),
        }


class NewsMesure(MesureLink):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="mesure_links")
