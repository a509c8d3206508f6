"""
Dead links of the press review: looked for by the worker, a few at a time.

An address is asked each week, each day once it failed; after three failures, each a day
after the other, it is dead until it answers again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from core.background import ask_once

from .links import Answer, ask
from .models import CheckedLink, Retombee

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


def have_links_checked(at: datetime):
    """Know the addresses of today, and ask the worker if some are due."""
    urls = set(Retombee.objects.live().exclude(url="").values_list("url", flat=True))
    known = set(CheckedLink.objects.values_list("url", flat=True))
    CheckedLink.objects.bulk_create(
        [CheckedLink(url=url) for url in sorted(urls - known)], ignore_conflicts=True
    )
    CheckedLink.objects.filter(url__in=known - urls).delete()
    if due(at).exists():
        ask_once(check_links)


@task(backend="background", priority=-20)  # after all that somebody waits for
def check_links():
    check(timezone.now())


def check(at: datetime, asked: Callable[[str], Answer] = ask):
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
    link.checked_at, link.reason = at, answer.reason[:200]
    link.failures = 0 if answer.is_there else min(link.failures + 1, 1000)
    if answer.is_there:
        link.dead_since = None
    elif link.failures >= DEAD_AFTER:
        link.dead_since = link.dead_since or at
    link.save()
