"""
WebSub: whoever follows a feed through a hub is told at once, without asking each hour.

A publication writes which feeds it changed, in its transaction (`note`); a worker tells
the hub of each, again and again until it answers (`send`). Telling twice does no harm:
the hub reads the feed. Nothing of this is in a request, and without a hub nothing leaves.
"""

import logging
import urllib.parse
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from core.background import ask_once
from core.locks import alone
from core.one_host import DownError, RefusedError, post

log = logging.getLogger(__name__)
# When to try again; then the feed is left to those who ask for it.
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]


def hub() -> str:
    return settings.WEBSUB_HUB


def pushes():
    return apps.get_model("core", "FeedPush").objects


def note(addresses: Iterable[str], at: datetime) -> None:
    """These feeds changed: in the transaction of what changed them."""
    if not hub():
        return
    changed = {"changed_at": at, "due_at": at, "tries": 0}
    rows = [
        pushes().model(topic=settings.WAGTAILADMIN_BASE_URL + each, **changed)
        for each in addresses
    ]
    pushes().bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["topic"],
        update_fields=list(changed),
    )
    if rows:
        transaction.on_commit(lambda: ask(at))


# --- A worker's turn --------------------------------------------------------------


@task(backend="background")
def deliver():
    send(timezone.now())


def ask(at: datetime) -> None:
    """Have a worker tell the hub, unless one is about to; each minute."""
    if hub() and due(at).exists():
        ask_once(deliver)


def due(at: datetime):
    return pushes().filter(due_at__lte=at).order_by("due_at", "topic")


def send(at: datetime) -> int:
    """Tell the hub of every feed that is due; of how many it took note."""
    taken = 0
    with alone("core.feeds.websub") as is_ours:
        for row in list(due(at)) if is_ours and hub() else ():
            # One that changes meanwhile is told again.
            same = pushes().filter(pk=row.pk, changed_at=row.changed_at)
            try:
                tell(row.topic)
            except RefusedError as error:
                log.error("The hub refuses %s: %s", row.topic, error)
                same.delete()
            except DownError as error:
                log.warning("The hub is not there: %s", error)
                if row.tries >= len(PAUSES):
                    same.delete()
                else:
                    same.update(due_at=at + PAUSES[row.tries], tries=row.tries + 1)
            else:
                same.delete()
                taken += 1
    return taken


# --- Over HTTP --------------------------------------------------------------------


def tell(topic: str) -> None:
    """Say that a feed changed; returns once the hub has noted it."""
    data = urllib.parse.urlencode({"hub.mode": "publish", "hub.url": topic})
    status, _said = post(hub(), data.encode())
    if 400 <= status < 500 and status not in (408, 425, 429):
        raise RefusedError(str(status))
    if not 200 <= status < 300:
        raise DownError(str(status))
