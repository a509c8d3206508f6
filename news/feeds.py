"""The news and the agenda as feeds, the agenda as a calendar."""

from dataclasses import replace
from datetime import datetime, time

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import feeds
from core.calendars import Occasion, Recurrence, Status
from core.models import Organisation, occasions
from news import life, words
from news.recurring import moment


def of(page, news, **more) -> feeds.Feed:
    """The feed of a list of news, which `news` gives."""

    def whole():
        return news().defer(None).select_related("listing_image")

    return feeds.of_page(page, whole, tell, is_pushed=not more.get("chosen"), **more)


def tell(request, news) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, news)
    return [entry(item, texts[item.pk]) for item in with_communiques(news)]


def with_communiques(news) -> list:
    """Press releases as what they are: where from, who speaks; one statement for all."""
    model = apps.get_model("news", "CommuniquePage")
    keys = [
        item.pk
        for item in news
        if item.kind == item.Kind.COMMUNIQUE and not isinstance(item, model)
    ]
    found = (
        model.objects.select_related("locale", "listing_image").in_bulk(keys)
        if keys
        else {}
    )
    whole = [found.get(item.pk, item) for item in news]
    # Who speaks in a translation, translated: one statement for all of them too.
    translated = [
        item
        for item in whole
        if isinstance(item, model) and item.language != settings.LANGUAGE_CODE
    ]
    issuers = Organisation.objects.cited(item.issuer_id for item in translated)
    for item in translated:
        item.issuer = issuers.get(item.issuer_id)
    return whole


def entry(news, text: str) -> feeds.Entry:
    return feeds.Entry(
        key=news.translation_key,
        title=news.title,
        path=news.href,
        summary=news.summary,
        html=_around(news, text),
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


def _around(news, text: str) -> str:
    """The text of a press release between its dateline and who its issuer is."""
    if not hasattr(news, "boilerplate"):
        return text
    with override(news.language):
        context = {"page": news, "issuer": news.issuer_in_language}
        before = render_to_string("news/dateline.html", context)
        after = render_to_string("feeds/issuer.html", context)
    return before + text + after


def published_at(news) -> datetime:
    """When it was published, if that was the day that readers see; else, that morning."""
    first = news.first_published_at
    if first and timezone.localdate(first) == news.published_on:
        return first
    return timezone.make_aware(datetime.combine(news.published_on, time(9)))


# --- Events -----------------------------------------------------------------------


def of_events(page, events, **more) -> feeds.Feed:
    """The feed of a list of events, the latest day first."""

    def whole():
        latest = events().defer(None).select_related("listing_image")
        return latest.order_by("-starts_on", "-pk")

    is_pushed = not more.get("chosen")
    return feeds.of_page(page, whole, tell_events, is_pushed=is_pushed, **more)


def tell_events(request, events) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, events)
    return [entry_of_event(event, texts[event.pk]) for event in events]


def entry_of_event(event, text: str) -> feeds.Entry:
    told = words.told(event)
    return feeds.Entry(
        key=event.translation_key,
        title=event.title,
        path=event.href,
        summary=f"{told} {event.summary}".strip(),
        html=format_html("<p>{}</p><p>{}</p>", told, event.summary) + text,
        picture=feeds.picture_of(event),
        published_at=event.first_published_at or feeds.LONG_AGO,
        updated_at=event.last_published_at or feeds.LONG_AGO,
        language=event.language,
        categories=(
            feeds.Category("evenement", _("Événement")),
            feeds.Category(event.kind, str(event.get_kind_display())),
            *feeds.about(event),
        ),
    )


# --- Calendar ---------------------------------------------------------------------


def occasion(event) -> Occasion | None:
    """An event as calendars tell it; nothing before it has a date."""
    if event.starts_on is None:
        return None
    once = Occasion(
        key=str(event.translation_key),
        title=event.title,
        path=event.href,
        summary=event.summary,
        starts=event.starts,
        ends=event.ends,
        updated_at=event.last_published_at or feeds.LONG_AGO,
        language=event.language,
        status=status(event),
        note=words.note(event),
        place=", ".join(filter(None, [event.place, event.address])),
        categories=(str(event.get_kind_display()),),
    )
    return replace(once, recurrence=recurrence(event.series, once))


def status(event) -> Status:
    """What is put off without a new date frees its hour, as what is cancelled does."""
    if event.status != life.Status.PLANNED:
        return Status.CANCELLED
    return Status.CONFIRMED if event.is_date_confirmed else Status.TENTATIVE


def recurrence(series, once: Occasion) -> Recurrence | None:
    """The rhythm of an event, the days that are left out, those that are otherwise."""
    if series is None:
        return None
    skipped, changed = [], []
    for change in series.changes:
        found = series.on(change.on)
        if found is None:
            skipped.append(moment(change.on, series.starts_at))
            continue
        differs = replace(
            once,
            starts=found.starts,
            ends=found.ends,
            status=Status.CANCELLED if found.is_cancelled else once.status,
            place=found.place or once.place,
            note=found.reason or once.note,
        )
        changed.append((found.due, differs))
    return Recurrence(series.rule, tuple(skipped), tuple(changed))


def calendar(request, page):
    """The calendar of the agenda, narrowed as its address says."""
    try:
        chosen = feeds.chosen(request.GET, page.feed_filters, beside="rappel")
    except feeds.UnknownFilterError as refusal:
        return feeds.refused(refusal)
    return occasions.answer(
        request,
        page,
        occasions.sequenced(page.events(chosen)),
        name=page.feed(chosen).title,
        filename=page.slug,
    )
