"""The news and the agenda as feeds, the agenda as a calendar."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from core import feeds
from core.calendars import Occasion, Status
from core.models import occasions


def of(page, news, **more) -> feeds.Feed:
    """The feed of a list of news, which `news` gives."""

    def whole():
        return news().defer(None).select_related("listing_image")

    return feeds.of_page(page, whole, tell, is_pushed=not more.get("chosen"), **more)


def tell(request, news) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, news)
    return [entry(item, texts[item.pk]) for item in news]


def entry(news, text: str) -> feeds.Entry:
    return feeds.Entry(
        key=news.translation_key,
        title=news.title,
        path=news.href,
        summary=news.summary,
        html=text,
        picture=feeds.picture_of(news),
        published_at=published_at(news),
        updated_at=news.last_published_at or feeds.LONG_AGO,
        language=news.language,
        authors=(news.medium,) if news.medium else (),
        categories=(
            feeds.Category(news.kind, str(news.get_kind_display())),
            *feeds.about(news),
        ),
    )


def published_at(news) -> datetime:
    """When it was published, if that was the day that readers see; else, that morning."""
    first = news.first_published_at
    if first and timezone.localdate(first) == news.published_on:
        return first
    return timezone.make_aware(datetime.combine(news.published_on, time(9)))


def of_events(page, events) -> feeds.Feed:
    """The feed of a list of events, the latest day first."""

    def whole():
        latest = events().defer(None).select_related("listing_image")
        return latest.order_by("-starts_on", "-pk")

    return feeds.of_page(page, whole, tell_events, is_pushed=True)


def tell_events(request, events) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, events)
    return [
        feeds.Entry(
            key=event.translation_key,
            title=event.title,
            path=event.href,
            summary=event.summary,
            html=texts[event.pk],
            picture=feeds.picture_of(event),
            published_at=event.first_published_at or feeds.LONG_AGO,
            updated_at=event.last_published_at or feeds.LONG_AGO,
            language=event.language,
            categories=(
                feeds.Category("evenement", _("Événement")),
                *feeds.about(event),
            ),
        )
        for event in events
    ]


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
