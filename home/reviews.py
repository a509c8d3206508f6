"""
The weekly mail to those who are responsible for figures.

Its key names the week and the person: the clock may strike every minute and the command
run every hour, each person gets one mail a week.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.admin.admin_url_finder import AdminURLFinder

from core import mailing, moments
from core.models import OutgoingMail
from home.editors import READERS
from vademecum import reviews
from vademecum.models import ChiffreCle

log = logging.getLogger(__name__)

MORNING = 8  # in Paris


@dataclass(frozen=True)
class Review:
    """A figure to read again, as a list or a mail shows it."""

    figure: ChiffreCle
    days_late: int  # negative before its day
    edit_url: str | None = None


def reviews_of(figures, day: date, user) -> list[Review]:
    urls = AdminURLFinder(user)
    return [
        Review(figure, (day - figure.review_on).days, urls.get_edit_url(figure))
        for figure in figures
    ]


@dataclass
class Desk:
    """What one person has to read again."""

    late: list[ChiffreCle] = field(default_factory=list)
    soon: list[ChiffreCle] = field(default_factory=list)
    silent: list[ChiffreCle] = field(default_factory=list)  # its source, not the figure


def desks(day: date) -> tuple[dict, list[ChiffreCle]]:
    """
    The figures of each person, and those that nobody answers for.

    A figure without a responsible, or whose responsible has left, goes to every member
    of « Relecture ».
    """
    people = get_user_model().objects.filter(is_active=True)
    readers = list(people.filter(groups__name=READERS))
    found, orphans = defaultdict(Desk), []
    for figure, pile in [
        *((figure, "late") for figure in reviews.overdue(day)),
        *((figure, "soon") for figure in reviews.due_soon(day)),
        *((figure, "silent") for figure in reviews.without_source()),
    ]:
        owner = figure.owner
        recipients = [owner] if owner and owner.is_active else readers
        for person in recipients:
            getattr(found[person], pile).append(figure)
        if not recipients:
            orphans.append(figure)
    return dict(found), orphans


def week_of(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def mail_the_week(at: datetime) -> tuple[list, list[ChiffreCle]]:
    """Write to each, once a week; to whom, and the figures that nobody answers for."""
    day = timezone.localdate(at)
    found, orphans = desks(day)
    written = [person for person, desk in found.items() if mail(person, desk, at)]
    return written, orphans


def mail_on_monday(at: datetime):
    """By the clock: from Monday morning on, unless the week has been written to."""
    moment = timezone.localtime(at)
    is_early = moment.weekday() == 0 and moment.hour < MORNING
    week = OutgoingMail.objects.filter(key__startswith=f"reviews:{week_of(moment.date())}:")  # fmt: skip
    if not is_early and not week.exists():
        mail_the_week(at)


def mail(person, desk: Desk, at: datetime) -> bool:
    """Write to somebody the list of their figures, once a week; False if it was written."""
    day = timezone.localdate(at)
    key = f"reviews:{week_of(day)}:{person.pk}"
    if OutgoingMail.objects.filter(key=key).exists():
        return False
    made = letter(person, desk, day)
    try:
        written = mailing.write(made, to=person.email, key=key, purpose="relectures", at=at)  # fmt: skip
    except ValidationError:  # an account of this machine: the others have theirs
        log.warning("No mail can be written to the account %s", person.pk)
        return False
    mailing.post(written)
    return True


def letter(person, desk: Desk, day: date) -> mailing.Letter:
    count = len({figure.pk for figure in (*desk.late, *desk.soon, *desk.silent)})
    with override(settings.LANGUAGE_CODE):
        parts = [
            *part(_("En retard"), desk.late, person, partial(when, day)),
            *part(_("Dans les trente jours"), desk.soon, person, partial(when, day)),
            *part(_("La source ne répond plus"), desk.silent, person, since_when),
        ]
        return mailing.Letter(
            language=settings.LANGUAGE_CODE,
            subject=ngettext(
                "Un chiffre du Vademecum à relire",
                "%(count)s chiffres du Vademecum à relire",
                count,
            )
            % {"count": count},
            parts=(
                *parts,
                mailing.Paragraph(
                    _("Vérifiez la source, mettez à jour le chiffre s'il a changé, puis donnez la prochaine date de relecture.")
                ),
            ),
            why=_("Vous recevez ce courriel une fois par semaine, parce que vous répondez de ces chiffres."),
        )  # fmt: skip


def part(title: str, figures, person, note) -> list:
    if not figures:
        return []
    urls = AdminURLFinder(person)
    rows = []
    for figure in figures:
        path = urls.get_edit_url(figure)
        address = settings.WAGTAILADMIN_BASE_URL + path if path else ""
        rows.append(mailing.Item(str(figure), address, note(figure)))
    return [mailing.Heading(title), mailing.Items(tuple(rows))]


def when(day: date, figure) -> str:
    days_late = (day - figure.review_on).days
    if days_late > 0:
        return render_to_string("home/admin/late.html", {"days": days_late}).strip()
    return _("avant le %(day)s") % {"day": moments.day(figure.review_on)}


def since_when(figure) -> str:
    day = timezone.localdate(figure.silent_since)
    return _("depuis le %(day)s : %(url)s") % {"day": moments.day(day), "url": figure.source_url}  # fmt: skip
