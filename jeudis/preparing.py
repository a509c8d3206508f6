"""
The weeks to come: which Thursdays stand ready, and the drafts of those that don't.

Asked twice, or by two editors at once, a Thursday is made once: whoever makes it holds
the lock of its season and looks again. A Thursday skipped on purpose, or a public holiday,
is left alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from jeudis import numbering, weeks
from jeudis.models import JeudiPage, SeasonPage, SkippedThursday
from jeudis.series import Series

NOON = time(12)
# What an announcement begins with, taken from the last one of its series.
USUAL = ("format", "duration_minutes", "series")
# What a copy keeps of the one it is made from.
COPIED = (*USUAL, "join_url", "pillars", "audiences", "capacity", "listing_image_id")


@dataclass(frozen=True)
class Week:
    """One Thursday to come: a Jeudi, or why there is none."""

    day: date
    season: SeasonPage | None = None
    jeudi: JeudiPage | None = None
    skipped: str = ""
    holiday: str = ""

    @property
    def series(self) -> Series:
        return Series.PROSPECTIVE if weeks.is_third(self.day) else Series.WEEKLY

    @property
    def is_third(self) -> bool:
        return weeks.is_third(self.day)

    @property
    def is_missing(self) -> bool:
        """A Thursday that `prepare` makes."""
        return bool(self.season) and not (self.jeudi or self.skipped or self.holiday)

    @property
    def is_without_season(self) -> bool:
        """A Thursday that `prepare` would make, if a season held it."""
        return not (self.season or self.jeudi or self.skipped or self.holiday)


def in_french():
    return {"locale__language_code": settings.LANGUAGE_CODE}


def coming(at: datetime, count: int = weeks.AHEAD) -> list[Week]:
    """The next Thursdays; four statements."""
    days = weeks.thursdays(at, count)
    seasons = list(SeasonPage.objects.filter(**in_french()).order_by("-starts_on"))
    skipped = {
        each.day: each.reason
        for each in SkippedThursday.objects.filter(**in_french(), day__in=days)
    }
    jeudis = by_day(days)
    return [
        Week(
            day,
            season=next((each for each in seasons if each.holds(day)), None),
            jeudi=jeudis.get(day),
            skipped=skipped.get(day, ""),
            holiday=weeks.holiday(day),
        )
        for day in days
    ]


def by_day(days: list[date]) -> dict[date, JeudiPage]:
    """The Jeudis of some days; a draft is where its last version says."""
    around = timedelta(weeks=weeks.AHEAD)
    first, last = midnight(days[0] - around), midnight(days[-1] + around)
    jeudis = JeudiPage.objects.filter(**in_french(), starts_at__range=(first, last))
    jeudis = list(jeudis.defer_streamfields().order_by("live", "starts_at"))
    drafts = Revision.objects.in_bulk(
        [each.latest_revision_id for each in jeudis if not each.first_published_at]
    )
    found = {}
    for jeudi in jeudis:
        draft = drafts.get(jeudi.latest_revision_id)
        written = (
            parse_datetime(draft.content.get("starts_at") or "") if draft else None
        )
        jeudi.starts_at = written or jeudi.starts_at
        found[timezone.localdate(jeudi.starts_at)] = jeudi
    return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def prepare(at: datetime, user=None) -> list[JeudiPage]:
    """Make the drafts that are missing among the next Thursdays."""
    made = []
    for season in {week.season.pk: week.season for week in coming(at) if week.is_missing}.values():  # fmt: skip
        with transaction.atomic():
            numbering.lock(season)
            # Again, now that nobody else can write in this season.
            for week in coming(at):
                if week.is_missing and week.season.pk == season.pk:
                    made.append(draft(week, user))
    return made


def draft(week: Week, user=None) -> JeudiPage:
    """A Thursday as its announcement begins: only what is particular to it is to write."""
    last = last_of(week.series)
    moment = timezone.localtime(last.starts_at).time() if last else NOON
    jeudi = JeudiPage(
        title=weeks.provisional_title(week.day),
        locale=week.season.locale,
        owner=user,
        live=False,
        starts_at=timezone.make_aware(datetime.combine(week.day, moment)),
        **{name: getattr(last, name) for name in USUAL if last},
    )
    jeudi.series = week.series
    jeudi.format = jeudi.format or JeudiPage.Format.WEBINAIRE
    week.season.add_child(instance=jeudi)
    jeudi.save_revision(user=user, log_action=True, clean=False)
    return jeudi


def last_of(series: Series) -> JeudiPage | None:
    """The last published Jeudi of a series, else of any."""
    jeudis = JeudiPage.objects.filter(**in_french(), live=True).order_by("-starts_at")
    return jeudis.filter(series=series).first() or jeudis.first()


def is_blank(jeudi: JeudiPage) -> bool:
    """A prepared draft that nobody has begun to write."""
    draft = jeudi.get_latest_revision_as_object()
    day = timezone.localdate(draft.starts_at)
    return (
        jeudi.first_published_at is None
        and draft.title == weeks.provisional_title(day)
        and not draft.introduction
        and not draft.speakers.exists()
    )


class NoPlace(Exception):
    """No Thursday to come is free for another Jeudi."""


@transaction.atomic
def duplicate(jeudi: JeudiPage, at: datetime, user=None) -> JeudiPage:
    """
    The next Jeudi, made like this one: next number, next free Thursday, same structure.

    A prepared draft that nobody has written yet is a free Thursday.
    """
    after = max(timezone.localdate(at), timezone.localdate(jeudi.starts_at))
    for week in coming(at, count=2 * weeks.AHEAD):
        is_free = week.season and not (week.skipped or week.holiday)
        if week.day <= after or not is_free:
            continue
        numbering.lock(week.season)
        if week.jeudi is not None and not is_blank(week.jeudi):
            continue
        page = week.jeudi or draft(week, user)
        copy = page.get_latest_revision_as_object()
        for name in COPIED:
            setattr(copy, name, getattr(jeudi, name))
        moment = timezone.localtime(jeudi.starts_at).time()
        copy.starts_at = timezone.make_aware(datetime.combine(week.day, moment))
        copy.body = [(block.block_type, block.value) for block in jeudi.body if block.block_type == "heading"]  # fmt: skip
        copy.save_revision(user=user, log_action=True, clean=False)
        return page
    raise NoPlace
