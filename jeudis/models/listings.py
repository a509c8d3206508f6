"""The list of all the Jeudis, whole, by series and by year."""

from datetime import datetime, timedelta
from uuid import uuid5

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path, re_path

from core import address_words, calendars, frame, lifetimes, linked_data
from core import feeds as core_feeds
from core.listings import paginated, readable
from core.models import BasePage, ClockMixin
from jeudis import feeds, life, structured
from jeudis.series import Series

from .episode import JeudiPage
from .podcast import PodcastMixin
from .seasons import SeasonPage
from .subscribing import FeedsMixin
from .voices import BELOW, VoicesMixin, below

PER_PAGE = 10
MOST_COMING = 8
# None lasts as long: what began before is over.
A_DAY = timedelta(days=1)


class JeudiIndexPage(ClockMixin, VoicesMixin, PodcastMixin, FeedsMixin, BasePage):
    """Les Jeudis de l'ODD 17: the next one, the seasons, and all that were."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["jeudis.SeasonPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    content_panels = [*BasePage.content_panels, *PodcastMixin.podcast_panels]

    class Meta:
        verbose_name = _("liste des Jeudis")

    def jeudis(self):
        return readable(JeudiPage.objects.defer_streamfields()).order_by("-starts_at")

    def gathered(self, request, jeudis, now: datetime) -> dict:
        """What comes, and the archive: bounded, however many there are."""
        begun_or_coming = jeudis.filter(starts_at__gt=now - A_DAY)
        coming = list(begun_or_coming.order_by("starts_at")[: MOST_COMING + 1])
        changes_at = life.first_change([each.facts for each in coming], now)
        # A Jeudi that has begun is still the one to go to.
        coming = [jeudi for jeudi in coming if jeudi.ends_at > now]
        aired = jeudis.filter(starts_at__lte=now).exclude(
            pk__in=[each.pk for each in coming]
        )
        years = list(aired.order_by().datetimes("starts_at", "year", order="DESC"))
        year = _year(request, years)
        if year:
            aired = aired.filter(starts_at__gte=year, starts_at__lt=_next(year))
        page = paginated(aired, request, PER_PAGE)
        return {
            "now": now,
            "changes_at": changes_at,
            "next_jeudi": coming[0] if coming else None,
            "upcoming": coming[1:],
            "years": years,
            "year": year,
            "unfound": address_words.unfound(
                request.GET, {"annee": [str(each.year) for each in years]}
            ),
            "page_obj": page,
            "aired": page.object_list,
        }

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        context = super().get_context(request, *args, **kwargs)
        context |= self.gathered(request, self.jeudis(), now)
        # Further pages of the archive, and a year of it, show nothing else.
        is_front = context["page_obj"].number == 1 and not context["year"]
        seasons = readable(SeasonPage.objects.all()).order_by("-starts_on")
        return context | {
            "is_front": is_front,
            "all_series": list(Series) if is_front else [],
            "seasons": seasons if is_front else [],
        }

    def linked_data(self, context):
        seasons = [
            linked_data.reference(season, "EventSeries")
            for season in context["seasons"]
        ]
        return super().linked_data(context) | {
            "mainEntity": linked_data.item_list(seasons)
        }

    @property
    def listed_routes(self) -> list[str]:
        """The pages below it that the map of the site names, in each language."""
        people = [below(slug) for slug in self.people().values_list("slug", flat=True)]
        return [
            *(series.below for series in Series),
            *([BELOW] if people else []),
            *people,
        ]

    # --- A series ---------------------------------------------------------------------

    @path("series/<slug:name>/")
    def series(self, request, name):
        series = _series(name)
        now = timezone.now()
        context = super().get_context(request)
        context |= self.gathered(request, self.jeudis().filter(series=series), now)
        around = frame.of(request)
        around.go_below(series.label, series.below, series.description)
        around.feeds = [
            *core_feeds.links(self.feed_of(series)),
            calendars.link(str(series.label), f"{self.href}{series.below}agenda.ics"),
        ]
        context |= {
            "series": series,
            "linked_data": structured.collection(
                self, series.label, series.below, series.description
            ),
        }
        response = TemplateResponse(request, "jeudis/series.html", context)
        return lifetimes.keep(response, now, context["changes_at"])

    def feed_of(self, series):
        return feeds.of(
            self,
            lambda: self.jeudis().filter(series=series),
            title=str(series.label),
            summary=str(series.description),
            below=str(series.below),
            key=uuid5(self.translation_key, f"series/{series}/"),
        )

    @re_path(r"^series/([\w-]+)/(atom\.xml|feed\.json|rss\.xml)/$")
    def series_feed(self, request, name, form):
        series = _series(name)
        return core_feeds.answer(request, form, lambda chosen: self.feed_of(series))

    @path("series/<slug:name>/agenda.ics/")
    def series_calendar(self, request, name):
        series = _series(name)
        jeudis = self.jeudis().filter(series=series)
        return feeds.calendar(request, self, jeudis, str(series.label), series)


def _series(name: str) -> Series:
    found = address_words.meaning(name)
    if found not in Series:
        raise Http404
    return Series(found)


def _year(request, years: list[datetime]) -> datetime | None:
    """The year that `?annee=` asks for, when there was a Jeudi in it."""
    asked = request.GET.get(address_words.word("annee"), "")
    return next((year for year in years if str(year.year) == asked), None)


def _next(year: datetime) -> datetime:
    return timezone.make_aware(datetime(year.year + 1, 1, 1))
