from wagtail.contrib.routable_page.models import path

from core import calendars, frame
from core.models import FeedMixin
from jeudis import feeds


class FeedsMixin(FeedMixin):
    """A listing of Jeudis with feeds and a calendar of its own."""

    class Meta:
        abstract = True

    def feed(self, chosen):
        return feeds.of(self, self.jeudis)

    @path("agenda.ics/")
    def calendar(self, request):
        return feeds.calendar(request, self, self.jeudis())

    def get_context(self, request, *args, **kwargs):
        frame.of(request).feeds = [calendars.link(self.title, f"{self.href}agenda.ics")]
        self.announce(request)
        return super().get_context(request, *args, **kwargs)
