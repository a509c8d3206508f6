"""The Jeudis as a feed and as a calendar."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import feeds
from core.calendars import Occasion, Status
from core.models import occasions
from core.moments import day_and_hour
from jeudis import words


def of(page, jeudis, **route) -> feeds.Feed:
    """The feed of a listing, or of one of its routes; `jeudis` is a function."""

    def whole():
        return jeudis().defer(None).select_related("listing_image")

    return feeds.of_page(page, whole, tell, is_pushed=not route, **route)


def tell(request, jeudis) -> list[feeds.Entry]:
    now, texts = timezone.now(), feeds.whole_texts(request, jeudis)
    return [entry(jeudi, now, texts[jeudi.pk]) for jeudi in jeudis]


def entry(jeudi, at: datetime, text: str) -> feeds.Entry:
    told = words.told(jeudi, at)
    return feeds.Entry(
        key=jeudi.translation_key,
        title=jeudi.title,
        path=jeudi.href,
        summary=told,
        html=format_html("<p>{}</p>", told) + text,
        picture=feeds.picture_of(jeudi),
        published_at=jeudi.first_published_at or feeds.LONG_AGO,
        updated_at=jeudi.last_published_at or feeds.LONG_AGO,
        language=jeudi.language,
        categories=(
            feeds.Category(jeudi.state(at).value, str(jeudi.state(at).label)),
            feeds.Category("jeudi", str(jeudi.get_series_display())),
            *feeds.about(jeudi),
        ),
        more={
            "starts_at": timezone.localtime(jeudi.starts_at).isoformat(),
            "ends_at": timezone.localtime(jeudi.ends_at).isoformat(),
            "state": jeudi.state(at).value,
            "previously": [
                timezone.localtime(day).isoformat() for day in jeudi.moved_from
            ],
            "number": jeudi.number,
            "series": jeudi.series,
        },
    )


def occasion(jeudi) -> Occasion | None:
    """A Jeudi as calendars tell it; nothing before it has a date."""
    if jeudi.starts_at is None:
        return None
    return Occasion(
        key=str(jeudi.translation_key),
        title=jeudi.title,
        path=jeudi.href,
        summary=jeudi.summary,
        starts=jeudi.starts_at,
        ends=jeudi.ends_at,
        updated_at=jeudi.last_published_at or feeds.LONG_AGO,
        language=jeudi.language,
        status=status(jeudi),
        note=note(jeudi),
        join_url=jeudi.join_url,
        categories=(
            str(jeudi.get_series_display()),
            str(jeudi.get_format_display()),
        ),
    )


def status(jeudi) -> Status:
    if jeudi.is_cancelled:
        return Status.CANCELLED
    return Status.CONFIRMED if jeudi.is_date_confirmed else Status.TENTATIVE


def note(jeudi) -> str:
    """Why it does not take place, or which day no longer holds."""
    if jeudi.is_cancelled:
        return jeudi.cancellation_reason
    if not jeudi.moved_from:
        return ""
    return _("Déplacé : ce Jeudi était annoncé pour le %(day)s.") % {
        "day": day_and_hour(jeudi.moved_from[-1])
    }


def calendar(request, page, jeudis, name="", filename=""):
    """A calendar of some Jeudis, at the address of a page; of a route, its name."""
    return occasions.answer(
        request,
        page,
        occasions.sequenced(jeudis),
        name=name,
        filename=filename or page.slug,
    )
