"""The 3 × 4 grid: what the site has for a public, for a pillar, for both."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.search import index

from core import address_words, calendars, feeds, frame, linked_data
from core.blocks import BodyBlock
from core.choices import Audience, Concern, Pillar
from core.listings import readable
from core.models import BasePage, FeedMixin
from home import grid, publications


class StrategyPage(BasePage):
    """The grid by public or by pillar."""

    class Axis(models.TextChoices):
        AUDIENCE = "audience", _("Publics")
        PILLAR = "pillar", _("Piliers")

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.AudiencePage", "home.PillarPage"]
    schema_type = "CollectionPage"

    axis = models.CharField(_("entrée"), max_length=10, choices=Axis)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)

    content_panels = [*BasePage.content_panels, "axis", "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("axis"), APIField("body")]

    class Meta:
        verbose_name = _("entrée de la stratégie")
        verbose_name_plural = _("entrées de la stratégie")

    def get_context(self, request):
        model = AudiencePage if self.axis == self.Axis.AUDIENCE else PillarPage
        pages = list(readable(model.objects.defer_streamfields()))
        return super().get_context(request) | {
            "pages": pages,
            "rows": grid.cells(pages),
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "hasPart": [
                linked_data.reference(page, page.schema_type)
                for page in context["pages"]
            ]
        }


class CellPage(FeedMixin, BasePage):
    """
    Base of the pages that list what concerns a public or a pillar.

    Narrowed by the other axis, it is the page of a cell of the grid: a title, feeds and a
    calendar of its own, the same wherever one comes from.
    """

    parent_page_types = ["home.StrategyPage"]
    subpage_types = []
    schema_type = "CollectionPage"

    body = StreamField(BodyBlock(), verbose_name=_("corps"))

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    def concern(self, chosen: dict[str, str]) -> Concern:
        """What it shows, narrowed as its address says."""
        raise NotImplementedError

    def feed(self, chosen):
        concern = self.concern(chosen)
        title = concern.label if chosen else self.title
        return publications.feed(self, chosen, title=title, **concern._asdict())

    @path("agenda.ics/")
    def calendar(self, request):
        return publications.calendar(request, self)

    def get_context(self, request, *args, **kwargs):
        [(parameter, choices)] = self.feed_filters.items()
        asked = address_words.asked(request.GET, parameter, choices.values)
        chosen = {parameter: asked} if asked else {}
        concern, feed = self.concern(chosen), self.feed(chosen)
        around = frame.of(request)
        around.feeds = [
            *feeds.links(feed),
            calendars.link(feed.title, feed.address("agenda.ics")),
        ]
        if chosen:
            around.title, around.canonical = concern.label, feed.address()
            around.narrowed = chosen
        return super().get_context(request, *args, **kwargs) | {
            "items": grid.items(*concern),
            "parameter": parameter,
            "choices": choices,
            "chosen": chosen.get(parameter, ""),
            "unfound": address_words.unfound(request.GET, {parameter: choices.values}),
            "concern": concern,
        }

    def linked_data(self, context):
        if not context["chosen"]:
            return super().linked_data(context)
        address = context["frame"].canonical
        return linked_data.view("CollectionPage", context["concern"].label, address)


class AudiencePage(CellPage):
    """What the site has for one public; `?pilier=` narrows it to a cell of the grid."""

    audience = models.CharField(_("public"), max_length=20, choices=Audience)

    content_panels = [*BasePage.content_panels, "audience", "body"]
    api_fields = [*BasePage.api_fields, APIField("audience"), APIField("body")]

    class Meta:
        verbose_name = _("page d'un public")
        verbose_name_plural = _("pages des publics")

    feed_filters = {"pilier": Pillar}

    def concern(self, chosen):
        return Concern(self.audience, chosen.get("pilier", ""))


class PillarPage(CellPage):
    """What the site has for one pillar; `?public=` narrows it to a cell of the grid."""

    pillar = models.CharField(_("pilier"), max_length=20, choices=Pillar)

    content_panels = [*BasePage.content_panels, "pillar", "body"]
    api_fields = [*BasePage.api_fields, APIField("pillar"), APIField("body")]

    class Meta:
        verbose_name = _("page d'un pilier")
        verbose_name_plural = _("pages des piliers")

    feed_filters = {"public": Audience}

    def concern(self, chosen):
        return Concern(chosen.get("public", ""), self.pillar)

    def feed(self, chosen):
        """A cell has one address, whatever way one comes to it: that of its public."""
        if chosen:
            same = AudiencePage.objects.defer_streamfields().filter(
                audience=chosen["public"]
            )
            if page := readable(same).first():
                return page.feed({"pilier": self.pillar})
        return super().feed(chosen)
