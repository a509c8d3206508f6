from dataclasses import replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core import calendars, frame, linked_data
from core.blocks import BodyBlock
from core.choices import Audience, Pillar
from core.listings import readable
from core.models import BasePage, ClockMixin, FeedMixin, SourceField
from home import publications
from jeudis import life
from jeudis import structured as jeudi_structured
from jeudis.models import JeudiIndexPage, JeudiPage
from news.models import NewsIndexPage, NewsPage
from parcours.models import ParcoursIndexPage, ParcoursPage
from vademecum import structured
from vademecum.models import ChiffreCle, VademecumPage

from .strategy import AudiencePage


class HomePage(ClockMixin, FeedMixin, BasePage):
    """The front door: one sentence, the next Jeudi, three ways in, a figure, the year."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "vademecum.VademecumPage",
        "parcours.ParcoursIndexPage",
        "jeudis.JeudiIndexPage",
        "news.NewsIndexPage",
        "news.AgendaPage",
        "newsletter.NewsletterPage",
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

    def sharing_card(self):
        return replace(super().sharing_card(), title=self.statement)

    feed_filters = {"type": publications.Kind, "pilier": Pillar, "public": Audience}

    def feed(self, chosen):
        return publications.feed(self, chosen)

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        sections = self.sections(request)
        jeudis = list(
            readable(JeudiPage.objects.defer_streamfields()).order_by("-starts_at")[:24]
        )
        # A Jeudi that has begun is still the one to go to.
        coming = [jeudi for jeudi in reversed(jeudis) if jeudi.ends_at > now]
        news = list(
            readable(NewsPage.objects.defer_streamfields()).order_by("-published_on")[
                :40
            ]
        )
        publics = list(readable(AudiencePage.objects.defer_streamfields()))
        jeudis_page = sections["jeudis"]
        return super().get_context(request, *args, **kwargs) | {
            "now": now,
            "changes_at": life.first_change([each.facts for each in jeudis], now),
            "following": next((j for j in coming[1:] if not j.is_cancelled), None),
            "calendar_url": f"{jeudis_page.href}agenda.ics" if jeudis_page else "",
            "sections": sections,
            "publics": publics,
            "for_media": next(
                (page for page in publics if page.audience == Audience.MEDIAS), None
            ),
            "next_jeudi": coming[0] if coming else None,
            "last_jeudi": next((j for j in jeudis if j.ends_at <= now), None),
            "year": list(reversed(jeudis[:12])),
            "figure": self.figure(),
            "all_parcours": list(
                readable(ParcoursPage.objects.with_totals().defer_streamfields())
            ),
            "news_by_pillar": self.by_pillar(news),
        }

    @staticmethod
    def by_pillar(news) -> list[tuple]:
        """Two items a pillar; what serves several pillars is shown under one of them."""
        columns, shown = [], set()
        for pillar in Pillar:
            found = [item for item in news if pillar in item.pillars]
            chosen = [item for item in found if item.pk not in shown] or found
            shown.update(item.pk for item in chosen[:2])
            columns.append((pillar, chosen[:2]))
        return columns

    def sections(self, request) -> dict:
        """Where the page leads; the feeds of the sections are announced here too."""
        around = frame.of(request)
        found = {
            "vademecum": around.section(VademecumPage),
            "parcours": around.section(ParcoursIndexPage),
            "jeudis": around.section(JeudiIndexPage),
            "news": around.section(NewsIndexPage),
        }
        if found["jeudis"]:
            jeudis = found["jeudis"]
            around.feeds.append(
                calendars.link(jeudis.title, f"{jeudis.href}agenda.ics")
            )
        return found

    def figure(self):
        """The figure of the week in the reader's language, in one statement."""
        key = self.figure_of_the_week_id
        figure = ChiffreCle.objects.cited([key] if key else []).get(key)
        return figure.in_language() if figure and figure.live else None

    def linked_data(self, context):
        """The page, and the site of which it is the door."""
        publisher = linked_data.publisher()
        site = linked_data.website(self.language) | {
            "inLanguage": self.language,
            "publisher": {"@id": publisher["@id"]},
        }
        figure, shown = context["figure"], [context["next_jeudi"]]
        page = super().linked_data(context) | {
            # Its title is only in the breadcrumb of the other pages.
            "name": site["name"],
            "headline": self.statement,
            "isPartOf": {"@id": site["@id"]},
            "citation": structured.claim(figure) if figure else None,
            "mentions": [jeudi_structured.reference(j) for j in shown if j],
        }
        return [page, site, publisher]


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

    def linked_data(self, context):
        return super().linked_data(context) | {
            "citation": structured.citations(self.body)
        }
