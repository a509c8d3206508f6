"""Work that is done after the request, by one kind of worker: `db_worker --backend background`."""

from datetime import datetime, timedelta

from django.tasks import Task, TaskResultStatus
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

A_TASK_TAKES = timedelta(minutes=30)  # at the very most
MOST_TRIES = 5


class OneQueue(DatabaseBackend):
    """
    A backend whose tasks wait with those of `background`, whatever its own alias.

    Wagtail sends its tasks to the backend called `default`, ours go to `background`, and
    a worker serves one alias only: without this, production would need two of them.
    """

    def __init__(self, alias: str, params: dict):
        super().__init__("background", params)


def ask_once(task: Task) -> None:
    """Have a worker do it, unless it is about to."""
    if not DBTaskResult.objects.ready().filter(task_path=task.module_path).exists():
        task.enqueue()


def take_up(at: datetime) -> None:
    """
    What a worker was doing when it was killed waits again for one.

    A book that was being made would else stay the old one until the next publication.
    All of our tasks may be done twice; one that kills its worker each time is given up.
    """
    running = DBTaskResult.objects.running()
    for row in running.filter(started_at__lte=at - A_TASK_TAKES):
        tried_enough = len(row.worker_ids) >= MOST_TRIES
        status = TaskResultStatus.FAILED if tried_enough else TaskResultStatus.READY
        # Unless another clock did, or the worker ended it at last.
        running.filter(pk=row.pk, started_at=row.started_at).update(status=status)
