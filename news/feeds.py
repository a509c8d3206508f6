"""The news as a feed, the agenda as a calendar."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from core import feeds
from core.calendars import Occasion, Status
from core.models import occasions


def links(page):
    title = _("%(title)s : le fil") % {"title": page.title}
    return feeds.links(page, title, with_calendar=False)


def agenda_links(page):
    return feeds.links(page, page.title)[1:]


def entry(news) -> feeds.Entry:
    day = timezone.make_aware(datetime.combine(news.published_on, time(9)))
    return feeds.Entry(
        key=news.translation_key,
        title=news.title,
        path=news.href,
        summary=news.summary,
        published_at=day,
        updated_at=news.last_published_at or feeds.LONG_AGO,
        language=news.language,
    )


def atom(request, page, news):
    return feeds.atom(request, page, [entry(item) for item in news[:50]])


def occasion(event) -> Occasion | None:
    """An event as calendars tell it; nothing before it has a date."""
    if event.starts_on is None:
        return None
    return Occasion(
        key=str(event.translation_key),
        title=event.title,
        path=event.href,
        summary=event.summary,
        starts=event.starts,
        ends=event.ends,
        updated_at=event.last_published_at or feeds.LONG_AGO,
        language=event.language,
        status=Status.CONFIRMED if event.is_date_confirmed else Status.TENTATIVE,
        place=", ".join(filter(None, [event.place, event.address])),
    )


def calendar(request, page, events):
    return occasions.answer(
        request, page, occasions.sequenced(events), filename=page.slug
    )
