from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import frame
from jeudis import feeds


class FeedsMixin(RoutablePageMixin):
    """A listing of Jeudis with feeds and a calendar of its own."""

    class Meta:
        abstract = True

    @path("atom.xml/")
    def atom(self, request):
        return feeds.atom(request, self, self.jeudis())

    @path("feed.json/")
    def json_feed(self, request):
        return feeds.json_feed(request, self, self.jeudis())

    @path("agenda.ics/")
    def calendar(self, request):
        return feeds.calendar(request, self, self.jeudis())

    def get_context(self, request, *args, **kwargs):
        around = frame.of(request)
        around.feeds = feeds.links(self)
        around.alternates = [feeds.alternate(self)]
        return super().get_context(request, *args, **kwargs)
