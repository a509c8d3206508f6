from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path

from core import feeds, frame


class FeedMixin(RoutablePageMixin):
    """A page that can be followed: Atom, JSON Feed and RSS are below it."""

    # What its feeds can be narrowed to: the choices of each filter, by its name.
    feed_filters: dict = {}

    class Meta:
        abstract = True

    def feed(self, chosen: dict[str, str]) -> feeds.Feed:
        raise NotImplementedError

    @re_path(r"^(atom\.xml|feed\.json|rss\.xml)/$")
    def document_of_feed(self, request, name):
        return feeds.answer(request, name, self.feed, self.feed_filters)

    def announce(self, request, chosen: dict[str, str] | None = None):
        """Say in the head of the page that it can be followed, narrowed as it is."""
        around = frame.of(request)
        around.feeds = [*feeds.links(self.feed(chosen or {})), *around.feeds]
