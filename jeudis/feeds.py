"""The Jeudis as a feed and as a calendar."""

from datetime import datetime
from uuid import uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from core import feeds, lifetimes
from core.calendars import Occasion, Status
from core.frame import Link
from core.models import occasions
from core.moments import day_and_hour
from jeudis import life, words

LONGEST = 50


def links(page, title="", below=""):
    """The feeds of a listing, or of one of its routes."""
    name = _("%(title)s : le fil") % {"title": title or page.title}
    return feeds.links(page, name, below=below)


def alternate(page) -> Link:
    """The same entries for programs that prefer JSON: in the head only."""
    return Link(page.title, f"{page.href}feed.json", type="application/feed+json")


def atom(request, page, jeudis, title="", path=""):
    key = uuid5(page.translation_key, path) if path else None
    return _told(
        jeudis, lambda entries: feeds.atom(request, page, entries, title, path, key)
    )


def json_feed(request, page, jeudis):
    return _told(jeudis, lambda entries: feeds.json_feed(request, page, entries))


def _told(jeudis, write):
    """The answer that `write` makes of the last Jeudis, kept as long as it is true."""
    now = timezone.now()
    jeudis = list(jeudis[:LONGEST])
    response = write([entry(jeudi, now) for jeudi in jeudis])
    changes_at = life.first_change([jeudi.facts for jeudi in jeudis], now)
    return lifetimes.keep(response, now, changes_at)


def entry(jeudi, at: datetime) -> feeds.Entry:
    return feeds.Entry(
        key=jeudi.translation_key,
        title=jeudi.title,
        path=jeudi.href,
        summary=words.told(jeudi, at),
        published_at=jeudi.first_published_at or feeds.LONG_AGO,
        updated_at=jeudi.last_published_at or feeds.LONG_AGO,
        language=jeudi.language,
        categories=(jeudi.state(at).value,),
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
