"""
Dead links: looked for by the worker, a few at a time.

An address is asked each week, each day once it failed; after three failures, each a day
after the other, it is dead until it answers again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from core.background import ask_once
from core.models import CheckedLink

from . import places
from .asking import Answer, ask

EACH_WEEK, EACH_DAY = timedelta(days=7), timedelta(days=1)
DEAD_AFTER = 3
A_TURN = 10  # addresses, each of another host


def due(at: datetime):
    return CheckedLink.objects.filter(
        Q(checked_at=None)
        | Q(failures=0, checked_at__lte=at - EACH_WEEK)
        | Q(failures__gt=0, dead_since=None, checked_at__lte=at - EACH_DAY)
        | Q(dead_since__isnull=False, checked_at__lte=at - EACH_WEEK)
    ).order_by("checked_at", "pk")


def are_known(at: datetime) -> bool:
    """Whether the addresses of this day were looked for."""
    return CheckedLink.objects.filter(sought_on__gte=timezone.localdate(at)).exists()


def have_links_checked(at: datetime):
    """Ask the worker, if there is something to look for or to ask."""
    if settings.LINKS_ARE_ASKED and (not are_known(at) or due(at).exists()):
        ask_once(check_links)


@task(backend="background", priority=-20)  # after all that somebody waits for
def check_links():
    now = timezone.now()
    if not are_known(now):
        places.seek(now)
    check(now, ask)


def check(at: datetime, asked: Callable[[str], Answer]):
    """One turn: no host is asked twice in it."""
    hosts = set()
    for link in due(at)[: A_TURN * 5]:
        host = urlsplit(link.url).hostname
        if host in hosts:
            continue
        hosts.add(host)
        note(link, asked(link.url), at)
        if len(hosts) >= A_TURN:
            break


def note(link: CheckedLink, answer: Answer, at: datetime):
    failures = 0 if answer.is_there else min(link.failures + 1, 1000)
    is_dead = failures >= DEAD_AFTER
    CheckedLink.objects.filter(pk=link.pk).update(  # unless it was forgotten meanwhile
        checked_at=at,
        reason=answer.reason[:200],
        failures=failures,
        dead_since=(link.dead_since or at) if is_dead else None,
    )
