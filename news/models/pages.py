from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.search import index

from core import calendars, frame, linked_data, moments
from core.blocks import BodyBlock
from core.choices import Audience, Pillar, has
from core.listings import paginated, readable
from core.models import BasePage, FeedMixin, OccasionMixin, StrategyMixin
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
        chosen = {}
        for name, values in self.feed_filters.items():
            value = request.GET.get(name, "")
            chosen[name] = value if value in values.values else ""
        self.announce(request, {name: value for name, value in chosen.items() if value})
        news = self.narrowed(chosen)
        return super().get_context(request, *args, **kwargs) | {
            "news": paginated(news, request),
            "chosen": chosen,
            "is_filtered": any(chosen.values()),
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


class AgendaPage(FeedMixin, BasePage):
    """The events, those to come first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.EventPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("agenda")

    def events(self):
        return readable(EventPage.objects.defer_streamfields()).order_by(
            "starts_on", "starts_at_time", "pk"
        )

    def feed(self, chosen):
        return feeds.of_events(self, self.events)

    def get_context(self, request, *args, **kwargs):
        frame.of(request).feeds = [calendars.link(self.title, f"{self.href}agenda.ics")]
        self.announce(request)
        today = timezone.localdate()
        events = list(self.events())
        past = [event for event in reversed(events) if event.last_day < today]
        return super().get_context(request, *args, **kwargs) | {
            "upcoming": [event for event in events if event.last_day >= today],
            "past": paginated(past, request),
        }

    def linked_data(self, context):
        events = [
            linked_data.reference(event, "Event", startDate=event.starts)
            for event in [*context["upcoming"], *context["past"]]
        ]
        return super().linked_data(context) | {
            "mainEntity": linked_data.item_list(events)
        }

    @path("agenda.ics/")
    def calendar(self, request):
        return feeds.calendar(request, self, self.events())


class EventPage(OccasionMixin, StrategyMixin, BasePage):
    """Something to attend: a day, perhaps an hour, a place or a screen."""

    parent_page_types = ["news.AgendaPage"]
    subpage_types = []

    starts_on = models.DateField(_("premier jour"), null=True)
    starts_at_time = models.TimeField(
        _("heure de début"), null=True, blank=True, help_text=_("À l'heure de Paris.")
    )
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    ends_at_time = models.TimeField(_("heure de fin"), null=True, blank=True)
    is_date_confirmed = models.BooleanField(_("date confirmée"), default=True)
    is_online = models.BooleanField(_("en ligne"), default=False)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    address = models.CharField(_("adresse du lieu"), max_length=250, blank=True)
    url = models.URLField(_("en savoir plus, s'inscrire"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                "starts_on",
                "starts_at_time",
                "ends_on",
                "ends_at_time",
                "is_date_confirmed",
            ],
            heading=_("Quand"),
        ),
        MultiFieldPanel(["place", "address", "is_online", "url"], heading=_("Où")),
        "body",
    ]
    promote_panels = [*StrategyMixin.strategy_panels, *BasePage.promote_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("place"),
        index.FilterField("starts_on"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *StrategyMixin.strategy_api_fields,
        APIField("starts_on"),
        APIField("starts_at_time"),
        APIField("ends_on"),
        APIField("ends_at_time"),
        APIField("is_date_confirmed"),
        APIField("place"),
        APIField("address"),
        APIField("is_online"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": _("L'événement finit avant d'avoir commencé.")}
            )
        if (
            None not in (self.starts_at_time, self.ends_at_time)
            and self.ends_on in (None, self.starts_on)
            and self.ends_at_time <= self.starts_at_time
        ):
            raise ValidationError(
                {"ends_at_time": _("L'heure de fin doit suivre l'heure de début.")}
            )

    @property
    def last_day(self) -> date:
        return self.ends_on or self.starts_on

    @property
    def starts(self) -> datetime | date:
        """An instant when the hour is known, else a day."""
        return self._moment(self.starts_on, self.starts_at_time)

    @property
    def ends(self) -> datetime | date:
        if self.starts_at_time is None:
            return self.last_day
        return self._moment(self.last_day, self.ends_at_time or self.starts_at_time)

    @property
    def card_line(self):
        return moments.day(self.starts_on) if self.starts_on else ""

    def occasion(self):
        return feeds.occasion(self)

    @staticmethod
    def _moment(day, time):
        if time is None:
            return day
        return timezone.make_aware(datetime.combine(day, time))

    def get_context(self, request):
        return super().get_context(request) | {
            "is_past": bool(self.starts_on) and self.last_day < timezone.localdate(),
            "others": readable(
                EventPage.objects.exclude(pk=self.pk).defer_streamfields()
            ).order_by("-starts_on")[:3],
        }

    def linked_data(self, context):
        """An event; what nobody confirmed or announced is left out."""
        place = {"@type": "Place", "name": self.place, "address": self.address}
        modes = {
            (True, True): "https://schema.org/MixedEventAttendanceMode",
            (True, False): "https://schema.org/OfflineEventAttendanceMode",
            (False, True): "https://schema.org/OnlineEventAttendanceMode",
        }
        scheduled = "https://schema.org/EventScheduled"
        has_an_end = self.ends_on or self.ends_at_time
        return linked_data.thing(self, "Event") | {
            "startDate": self.starts,
            "endDate": self.ends if has_an_end else None,
            "eventStatus": scheduled if self.is_date_confirmed else None,
            "eventAttendanceMode": modes.get((bool(self.place), self.is_online)),
            "location": place if self.place else None,
            "sameAs": self.url,
            "keywords": [*self.pillar_labels, *self.audience_labels],
        }
