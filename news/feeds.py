"""The news as a feed, the agenda as a calendar."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from core import feeds


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


def calendar(request, page, events):
    return feeds.calendar(
        request,
        page,
        [
            feeds.Occasion(
                key=event.translation_key,
                title=event.title,
                path=event.href,
                summary=event.summary,
                starts=event.starts,
                ends=event.ends,
                updated_at=event.last_published_at or feeds.LONG_AGO,
                place=", ".join(filter(None, [event.place, event.address])),
                is_tentative=not event.is_date_confirmed,
            )
            for event in events
        ],
    )
