"""
The outbox is emptied: oldest first, in batches, until the store answers that it has them.

Only then do the rows go. A worker that dies in between sends them again, under the same
ids: the store has them once. While it doesn't answer, it is asked less and less often;
what it will never take is set apart, and holds nothing back.
"""

import base64
import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from core.background import ask_once
from core.locks import alone
from core.one_host import DownError, RefusedError, post

from .models.outbox import LearnerConsent, OutgoingEvent
from .outbox import is_open
from .statements import Teller

log = logging.getLogger(__name__)
BATCH = 50
LONGEST_WAIT = timedelta(minutes=10)


@task(backend="background")
def deliver():
    send(timezone.now())


def ask(at: datetime) -> None:
    """Ask for a sending if something is due and none is waiting; each minute."""
    if is_open() and due(at):
        ask_once(deliver)


def due(at: datetime) -> list[OutgoingEvent]:
    """The next to leave, oldest first; none while the oldest waits for the store."""
    rows = OutgoingEvent.objects.filter(refusal="").select_related("event")
    first = list(rows[:BATCH])
    if first and first[0].not_before and first[0].not_before > at:
        return []
    return first


def send(at: datetime) -> int:
    """Send all that is due, batch after batch; how many events the store took."""
    if not is_open():
        return 0
    taken = 0
    with alone("parcours.outbox") as is_ours:
        while is_ours and (rows := due(at)):
            try:
                taken += send_batch(rows)
            except DownError as error:
                log.warning("The learning record store is not there: %s", error)
                wait(rows, at)
                break
    return taken


def wait(rows: list[OutgoingEvent], at: datetime) -> None:
    """One minute, two, four… ten at most."""
    for row in rows:
        pause = min(timedelta(minutes=2 ** min(row.tries, 6)), LONGEST_WAIT)
        row.tries, row.not_before = min(row.tries + 1, 1000), at + pause
    OutgoingEvent.objects.bulk_update(rows, ["tries", "not_before"])


def send_batch(rows: list[OutgoingEvent]) -> int:
    told = written(rows)
    batch = [each for row in rows for each in told.get(row.pk, ())]
    try:
        if batch:
            tell(batch)
    except RefusedError:
        # One of them: each alone says which.
        return sum(send_alone(row, told.get(row.pk, ())) for row in rows)
    OutgoingEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def send_alone(row: OutgoingEvent, statements) -> int:
    try:
        for each in statements:
            tell([each])
    except RefusedError as error:
        log.error("The learning record store refuses row %s: %s", row.pk, error)
        OutgoingEvent.objects.filter(pk=row.pk).update(refusal=str(error)[:200])
        return 0
    OutgoingEvent.objects.filter(pk=row.pk).delete()
    return 1


def written(rows: list[OutgoingEvent]) -> dict[int, list[dict]]:
    """The statements of each row; none of who said no meanwhile."""
    learners = {row.event.learner_id for row in rows}
    consents = LearnerConsent.objects.filter(learner__in=learners)
    tellers = {each.learner_id: Teller(each) for each in consents.select_related("learner")}  # fmt: skip
    return {
        row.pk: tellers[row.event.learner_id].told(row.event)
        for row in rows
        if row.event.learner_id in tellers
    }


# --- Over HTTP --------------------------------------------------------------------


def tell(statements: list[dict]) -> None:
    """Give statements to the store; returns once it has them."""
    key = f"{settings.LRS['key']}:{settings.LRS['secret']}"
    status, said = post(
        f"{settings.LRS['url'].rstrip('/')}/statements",
        json.dumps(statements, ensure_ascii=False).encode(),
        {
            "Authorization": f"Basic {base64.b64encode(key.encode()).decode()}",
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
        },
    )
    if status == 409 and len(statements) == 1:
        return  # it has it already
    if status in (400, 409, 413):
        raise RefusedError(f"{status} {said}")
    if not 200 <= status < 300:
        raise DownError(f"{status}")
