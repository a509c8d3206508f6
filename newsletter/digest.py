"""
What an issue begins with: what is new for a public since its last one, from the pages.

It knows no page type by name: whatever has pillars and publics can be in it, and whatever
has a day to attend is announced before it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, get_page_models

from core import moments
from core.choices import has
from core.listings import readable
from core.models import OccasionMixin, StrategyMixin

from .models import IssuePage, Sending

AHEAD = timedelta(days=45)
FIRST_TIME = timedelta(days=31)  # how far back the first letter looks
MOST = 12  # in each part: an editor chooses among them


@dataclass(frozen=True)
class Digest:
    """Pages, by what the reader does with them."""

    coming: list
    new: list

    @property
    def count(self) -> int:
        return len(self.coming) + len(self.new)


def since(audience: str, language: str, at: datetime) -> datetime:
    """Until when the last letter to these readers was up to date."""
    sent = Sending.objects.filter(audience=audience, language=language)
    last = sent.order_by("-begun_at").values_list("begun_at", flat=True).first()
    return last or at - FIRST_TIME


def gather(audience: str, language: str, at: datetime) -> Digest:
    begins = since(audience, language, at)
    # By key: a communiqué is a page of its own type, and a piece of news.
    coming, new = {}, {}
    for model in get_page_models():
        if not issubclass(model, StrategyMixin):
            continue
        pages = readable(model.objects.filter(has("audiences", audience)), language)
        for page in pages:
            if issubclass(model, OccasionMixin) and (day := coming_on(page, at)):
                coming[page.pk] = (day, page)
            elif is_new(page, begins, at):
                new[page.pk] = page
    first = sorted(coming.values(), key=lambda pair: pair[0])[:MOST]
    latest = sorted(new.values(), key=lambda page: page.first_published_at)[::-1]
    return Digest([page for _day, page in first], latest[:MOST])


def starts_of(page, after: datetime) -> datetime | None:
    """When a page of something to attend takes place, the first time after an instant."""
    starts = page.starts_next(after)
    if starts is None or isinstance(starts, datetime):
        return starts
    return timezone.make_aware(datetime.combine(starts, time()))


def coming_on(page, at: datetime) -> datetime | None:
    """When it takes place, if that is soon."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = starts_of(page, today)
    return starts if starts and today <= starts < at + AHEAD else None


def is_new(page, begins: datetime, at: datetime) -> bool:
    """Published since, and not an old fact that came in late with its day."""
    published = page.first_published_at
    if published is None or published > at:
        return False
    if isinstance(page, OccasionMixin):  # it took place since: it may be heard again
        starts = starts_of(page, begins)
        return starts is not None and begins < starts <= at
    day = getattr(page, "published_on", None)
    return begins < published and (day is None or day >= (begins - FIRST_TIME).date())


def prepare(parent, audience: str, at: datetime) -> IssuePage:
    """A letter ready to be edited; nothing of it is kept yet."""
    language = parent.language
    found = gather(audience, language, at)
    with override(language):
        day = timezone.localdate(at)
        parts = []
        for title, pages in ((_("À venir"), found.coming), (_("Nouveau sur le site"), found.new)):  # fmt: skip
            if pages:
                parts += [("heading", title), ("items", list(map(item, pages)))]
        return IssuePage(
            title=_("La lettre du %(day)s") % {"day": moments.day(day)},
            slug=f"{day:%Y-%m-%d}-{audience}",
            locale=Locale.objects.get(language_code=language),
            audience=audience,
            dated_on=day,
            body=parts,
        )


def item(page) -> dict:
    return {"title": page.title[:200], "page": page, "url": "", "note": page.summary}
