"""A worker that is killed in the middle of a task: another one takes it up."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from core import background, clock
from vademecum.book import shelf


@pytest.fixture
def interrupted(db, settings):
    """A task that a worker began, and never ended."""
    kept = {"BACKEND": "django_tasks_db.DatabaseBackend"}
    settings.TASKS = settings.TASKS | {"background": kept}
    shelf.rebuild.enqueue()
    row = DBTaskResult.objects.get()
    row.claim("un-ouvrier")
    return row


def test_it_is_taken_up_once_no_task_takes_so_long(interrupted):
    ends = interrupted.started_at + background.A_TASK_TAKES

    clock.strike(ends - timedelta(seconds=1))
    interrupted.refresh_from_db()
    assert interrupted.status == "RUNNING"

    clock.strike(ends)

    assert DBTaskResult.objects.ready().get(pk=interrupted.pk)


def test_one_that_kills_each_worker_is_given_up(interrupted):
    for _ in range(background.MOST_TRIES):
        interrupted.refresh_from_db()
        background.take_up(interrupted.started_at + background.A_TASK_TAKES)
        if not DBTaskResult.objects.ready().exists():
            break
        interrupted.claim("un-ouvrier")

    interrupted.refresh_from_db()
    assert interrupted.status == "FAILED"
    assert len(interrupted.worker_ids) == background.MOST_TRIES
