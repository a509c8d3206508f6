"""Work that is done after the request, by one kind of worker: `db_worker --backend background`."""

from django.tasks import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult


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
