"""
The weekly mail to those who are responsible for figures.

That a mail left is an entry of the account's log, with its ISO week: the command may
run every hour, each person gets one mail a week, and no table is needed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from home.editors import READERS
from vademecum import reviews
from vademecum.models import ChiffreCle

ACTION = "vademecum.mail_reviews"


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


@transaction.atomic
def mail(person, desk: Desk, day: date) -> bool:
    """Send somebody the list of their figures, once a week; False if it left already."""
    # Two commands at once: the second waits, then sees that the mail left.
    get_user_model().objects.select_for_update().get(pk=person.pk)
    week = week_of(day)
    sent = ModelLogEntry.objects.for_instance(person).filter(
        action=ACTION, data__week=week
    )
    if sent.exists():
        return False
    # If the mail doesn't leave, the entry is taken back with the transaction.
    log(instance=person, action=ACTION, data={"week": week})
    message(person, desk, day).send()
    return True


def message(person, desk: Desk, day: date) -> EmailMultiAlternatives:
    with override(settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "late": reviews_of(desk.late, day, person),
            "soon": reviews_of(desk.soon, day, person),
            "base_url": settings.WAGTAILADMIN_BASE_URL,
        }
        count = len(desk.late) + len(desk.soon)
        subject = ngettext(
            "Un chiffre du Vademecum à relire",
            "%(count)s chiffres du Vademecum à relire",
            count,
        ) % {"count": count}
        mail = EmailMultiAlternatives(
            subject,
            render_to_string("home/mail/reviews.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(
            render_to_string("home/mail/reviews.html", context), "text/html"
        )
    return mail
