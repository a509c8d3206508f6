"""
The Jeudis as a podcast, one for each language: RSS 2.0 with the namespaces of iTunes and
Podcasting 2.0.

What identifies the podcast and its episodes are the translation keys of their pages:
they outlive titles, slugs and domains, so that no client downloads an episode twice.
Nothing in the feed depends on when it is asked for but what is announced and live: same
content, same bytes, and a 304 for whoever has them.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.apps import apps
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.templatetags.static import static
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed, rfc2822_date
from django.utils.translation import gettext as _

from core import feeds, frame, lifetimes
from core.models import SiteDocument
from core.recordings import files_of
from core.typography import typeset
from jeudis import life, recordings
from jeudis.life import COMING, State

PER_PAGE = 100
MOST_LIVE = 8
A_DAY = timedelta(days=1)  # none lasts as long: what began before is over
# The namespace of `podcast:guid`, as its specification gives it.
PODCAST = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
CATEGORY = "Society & Culture"
LIVE = {State.LIVE: "live", **dict.fromkeys(COMING, "pending")}
TRANSCRIPTS = [
    ("transcript.vtt", "text/vtt", {"rel": "captions"}),
    ("transcript.srt", "application/x-subrip", {"rel": "captions"}),
    ("transcript.json", "application/json", {}),
]

# Name, text, attributes: an element as the generator writes it.
type Element = tuple[str, str | None, dict[str, str]]


def link(page) -> frame.Link:
    title = _("%(title)s : le podcast") % {"title": page.title}
    return frame.Link(title, f"{page.href}podcast.xml", type="application/rss+xml")


def answer(request, page, jeudis, at: datetime) -> HttpResponse:
    """The feed of a listing or of a season, the last episode first, and what is live."""
    jeudis = jeudis.filter(locale=page.locale_id).prefetch_related("speakers__person")
    heard = jeudis.filter(has_recording=True, starts_at__lte=at).order_by("-starts_at")
    shown = _page(Paginator(heard, PER_PAGE), request.GET.get("page", "1"))
    live = []
    if shown.number == 1:
        coming = jeudis.filter(starts_at__gt=at - A_DAY).exclude(join_url="")
        live = [each for each in coming.order_by("starts_at")[:MOST_LIVE] if each.state(at) in LIVE]  # fmt: skip
    found = list(shown.object_list)
    seasons = _seasons(page)
    feed = _channel(request, page, shown)
    ids = {pk for jeudi in found for pk in files_of(jeudi.media)}
    documents = SiteDocument.objects.in_bulk(ids) if ids else {}
    for jeudi in live:
        state = {
            "status": LIVE[jeudi.state(at)],
            "start": jeudi.starts_at.isoformat(),
            "end": jeudi.ends_at.isoformat(),
        }
        _add(feed, request, jeudi, seasons, live=state)
    for jeudi in found:
        if sound := recordings.sound_of(jeudi, documents):
            _add(feed, request, jeudi, seasons, sound=sound)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    changes_at = life.first_change([each.facts for each in live], at)
    return lifetimes.keep(response, at, changes_at)


def _page(pages: Paginator, asked: str):
    """A page of the archive; any other number than theirs is no address."""
    if not re.fullmatch(r"[1-9]\d{0,5}", asked) or int(asked) > pages.num_pages:
        raise Http404
    return pages.page(int(asked))


def _seasons(page) -> dict[str, tuple[int, str]]:
    """The number and the name of each season of a language, by the path of its page."""
    model = apps.get_model("jeudis", "SeasonPage")
    seasons = model.objects.live().filter(locale=page.locale_id).order_by("starts_on")
    return {
        path: (number, title)
        for number, (path, title) in enumerate(seasons.values_list("path", "title"), 1)
    }


def _channel(request, page, shown) -> "PodcastFeed":
    absolute = request.build_absolute_uri
    here = f"{page.href}podcast.xml"
    places = {"first": 1, "last": shown.paginator.num_pages}
    if shown.has_previous():
        places["previous"] = shown.previous_page_number()
    if shown.has_next():
        places["next"] = shown.next_page_number()
    cover = page.podcast_cover_path or static("img/podcast.png")
    guid = uuid5(PODCAST, f"{page.translation_key}:{page.language}")
    author = settings.WAGTAIL_SITE_NAME
    mail = settings.DEFAULT_FROM_EMAIL
    own: list[Element] = [
        *(
            ("atom:link", None, {"rel": name, "href": absolute(address(here, place))})
            for name, place in places.items()
        ),
        ("itunes:author", author, {}),
        ("itunes:type", "episodic", {}),
        ("itunes:explicit", "false", {}),
        ("itunes:image", None, {"href": absolute(cover)}),
        ("itunes:category", None, {"text": CATEGORY}),
        ("podcast:guid", str(guid), {}),
        ("podcast:medium", "podcast", {}),
        ("podcast:locked", "yes", {"owner": mail}),
    ]
    if page.podcast_licence:
        own.append(("podcast:license", page.podcast_licence, {}))
    if page.podcast_trailer:
        own.append(_trailer(page.podcast_trailer, page.language, absolute))
    return PodcastFeed(
        title=typeset(page.title, page.language),
        link=absolute(page.href),
        description=typeset(page.summary or page.title, page.language),
        language=page.language,
        feed_url=absolute(address(here, shown.number)),
        elements=own,
        owner={"itunes:name": author, "itunes:email": mail},
        changed_at=page.last_published_at or feeds.LONG_AGO,
    )


def _trailer(document, language: str, absolute) -> Element:
    about = {
        "url": absolute(document.url),
        "pubdate": rfc2822_date(document.created_at),
        "length": str(document.get_file_size()),
        "type": document.media_type,
    }
    return "podcast:trailer", typeset(document.title, language), about


def address(path: str, page: int) -> str:
    return path if page == 1 else f"{path}?page={page}"


def _add(feed, request, jeudi, seasons, sound=None, live=None):
    feed.add_item(
        title=typeset(jeudi.title, jeudi.language),
        link=request.build_absolute_uri(jeudi.href),
        description=typeset(jeudi.summary, jeudi.language),
        unique_id=f"urn:uuid:{jeudi.translation_key}",
        unique_id_is_permalink=False,
        pubdate=jeudi.starts_at,
        updateddate=jeudi.last_published_at or feeds.LONG_AGO,
        enclosures=[
            Enclosure(
                request.build_absolute_uri(each.path),
                str(each.length),
                each.document.media_type,
            )
            for each in ([sound] if sound else [])
        ],
        elements=list(_elements(request, jeudi, seasons, sound, live)),
        live=live,
    )


def _elements(request, jeudi, seasons, sound, live) -> Iterator[Element]:
    absolute = request.build_absolute_uri
    yield "itunes:episodeType", "full", {}
    yield "itunes:explicit", "false", {}
    if sound and sound.document.duration_ms:
        yield "itunes:duration", str(sound.document.duration_ms // 1000), {}
    if jeudi.number:
        yield "itunes:episode", str(jeudi.number), {}
        yield "podcast:episode", str(jeudi.number), {}
    if season := seasons.get(jeudi.path[: -jeudi.steplen]):
        number, title = season
        yield "itunes:season", str(number), {}
        # The specification gives a name 128 characters at most.
        yield "podcast:season", str(number), {"name": title[:128]}
    for speaker in jeudi.speakers.all():
        if speaker.person.live:
            yield "podcast:person", speaker.person.name, {"role": "guest"}
    for name, kind, more in TRANSCRIPTS if jeudi.has_captions else ():
        about = {"url": absolute(jeudi.href + name), "type": kind}
        yield "podcast:transcript", None, about | {"language": jeudi.language} | more
    if jeudi.chapters.raw_data:
        about = {"url": absolute(f"{jeudi.href}chapters.json")}
        yield "podcast:chapters", None, about | {"type": "application/json+chapters"}
    if live:
        yield "podcast:contentLink", jeudi.title, {"href": jeudi.join_url}


class PodcastFeed(Rss201rev2Feed):
    """What Django's feed lacks: the elements of other namespaces, and live items."""

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
            "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
        }

    def latest_post_date(self):
        """Of an empty feed, when its page was published: not now, which is never the same."""
        return super().latest_post_date() if self.items else self.feed["changed_at"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        write(handler, self.feed["elements"])
        handler.startElement("itunes:owner", {})
        write(handler, [(name, text, {}) for name, text in self.feed["owner"].items()])
        handler.endElement("itunes:owner")

    def write_items(self, handler):
        for item in self.items:
            name = "podcast:liveItem" if item["live"] else "item"
            handler.startElement(name, item["live"] or {})
            self.add_item_elements(handler, item)
            handler.endElement(name)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        write(handler, item["elements"])


def write(handler, elements: list[Element]) -> None:
    for name, text, attributes in elements:
        handler.addQuickElement(name, text, attributes)
