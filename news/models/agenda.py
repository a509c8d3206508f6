from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from core import address_words, calendars, frame, linked_data
from core import feeds as core_feeds
from core.listings import paginated, readable
from core.models import BasePage, ClockMixin, FeedMixin
from news import feeds, life, structured

from .events import EventPage


class AgendaPage(ClockMixin, FeedMixin, BasePage):
    """The events, those to come first; `?type=` narrows to one kind."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.EventPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("agenda")

    def events(self, chosen=None):
        # Their bodies alone: what differs from a rhythm says when they take place.
        events = readable(EventPage.objects.defer("body"))
        if chosen and chosen.get("type"):
            events = events.filter(kind=chosen["type"])
        return events.order_by("starts_on", "starts_at_time", "pk")

    @property
    def feed_filters(self):
        return {"type": EventPage.Kind}

    def feed(self, chosen):
        words = [str(EventPage.Kind(value).label) for value in chosen.values()]
        return feeds.of_events(
            self,
            lambda: self.events(chosen),
            title=", ".join([self.title, *words]),
            chosen=chosen,
        )

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        asked = address_words.asked(request.GET, "type", EventPage.Kind.values)
        chosen = {"type": asked} if asked else {}
        feed = self.feed(chosen)
        frame.of(request).feeds = [
            *core_feeds.links(feed),
            calendars.link(feed.title, feed.address("agenda.ics")),
        ]
        every = list(self.events())
        events = [e for e in every if not chosen or e.kind == asked]
        coming = [event for event in events if event.is_to_come(now)]
        past = [event for event in reversed(events) if not event.is_to_come(now)]
        kinds = {event.kind for event in every}
        return super().get_context(request, *args, **kwargs) | {
            "now": now,
            "changes_at": life.first_change([each.facts for each in coming], now),
            "upcoming": sorted(coming, key=lambda event: event.shown_at(now)),
            "past": paginated(past, request),
            "kinds": [kind for kind in EventPage.Kind if kind in kinds],
            "chosen": asked,
            "unfound": address_words.unfound(
                request.GET, {"type": EventPage.Kind.values}
            ),
        }

    def linked_data(self, context):
        events = [
            structured.reference(event, context["now"])
            for event in [*context["upcoming"], *context["past"]]
        ]
        return super().linked_data(context) | {
            "mainEntity": linked_data.item_list(events)
        }

    @path("agenda.ics/")
    def calendar(self, request):
        return feeds.calendar(request, self)
