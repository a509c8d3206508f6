"""What is done by the clock: once, by one process at a time, whatever else fails."""

import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from core import clock, locks
from tests import factories
from tests.factories import paris

pytestmark = pytest.mark.engine

NOON = paris(2026, 11, 26, 12)


@pytest.fixture
def chores(monkeypatch, db):
    """The chores of this test alone."""
    known = {}
    monkeypatch.setattr(clock, "_chores", known)
    monkeypatch.setattr(clock, "autodiscover_modules", lambda name: None)
    return known


def test_each_chore_is_given_the_instant(chores):
    seen = []
    chores["a"], chores["b"] = seen.append, seen.append

    assert clock.strike(NOON) == []
    assert seen == [NOON, NOON]


def test_a_chore_that_fails_does_not_stop_the_others(chores, caplog):
    seen = []
    chores["broken"], chores["whole"] = lambda at: 1 / 0, seen.append

    failed = clock.strike(NOON)

    assert (failed, seen) == (["broken"], [NOON])
    assert "The chore broken failed" in caplog.text


def test_a_database_that_is_away_does_not_stop_the_clock(chores, monkeypatch, caplog):
    def away(name):
        raise OperationalError("the database is away")

    monkeypatch.setattr(clock, "alone", away)
    chores["a"] = chores["b"] = lambda at: None

    assert clock.strike(NOON) == ["a", "b"]


def test_one_chore_can_be_done_alone(chores):
    seen = []
    chores["a"], chores["b"] = lambda at: seen.append("a"), lambda at: seen.append("b")

    clock.strike(NOON, only="b")

    assert seen == ["b"]


@pytest.fixture
def elsewhere(monkeypatch):
    """Holds a lock as another process of the same database does."""
    with ExitStack() as held:

        def hold(name):
            with monkeypatch.context() as patched:
                if connection.vendor == "postgresql":
                    # A session may take its own lock twice: another one is needed.
                    other = connection.copy()
                    held.callback(other.close)
                    patched.setattr(locks, "connection", other)
                held.enter_context(locks.alone(name))

        yield hold


def test_two_processes_do_not_do_the_same_chore_at_once(chores, elsewhere):
    seen = []
    chores["a"], chores["b"] = lambda at: seen.append("a"), lambda at: seen.append("b")
    elsewhere("a")

    assert clock.strike(NOON) == []
    assert seen == ["b"]


def test_a_lock_is_given_back_when_the_chore_ends(chores):
    seen = []
    chores["a"] = seen.append

    clock.strike(NOON)
    clock.strike(NOON)

    assert len(seen) == 2


def test_the_lock_of_a_file_goes_with_a_process_that_is_killed(monkeypatch):
    here = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": uuid4().hex})
    monkeypatch.setattr(locks, "connection", here)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, here.settings_dict["NAME"]],
        cwd=settings.SITE,
        stdout=subprocess.PIPE,
    )
    with holder.stdout:
        assert holder.stdout.read(1) == b"x"
    with locks.alone("a") as is_ours:
        assert not is_ours

    holder.kill()
    holder.wait()

    with locks.alone("a") as is_ours:
        assert is_ours


HOLDER = """
import sys, time
from types import SimpleNamespace
from core import locks
locks.connection = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": sys.argv[1]})
with locks.alone("a"):
    print("x", end="", flush=True)
    time.sleep(60)
"""


def test_the_command_says_which_chores_there_are(db):
    out = StringIO()

    call_command("tick", "--list", stdout=out)

    assert "core.chores.publish_what_is_planned" in out.getvalue()


def test_the_command_refuses_a_chore_that_does_not_exist(db):
    with pytest.raises(CommandError, match="tick --list"):
        call_command("tick", "--only", "core.chores.dance")


def test_the_command_fails_when_a_chore_does(chores):
    chores["broken"] = lambda at: 1 / 0

    with pytest.raises(CommandError, match="broken"):
        call_command("tick")


def test_a_page_planned_for_a_minute_is_published_once_it_struck(home):
    page = factories.PlainPageFactory(parent=home, live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    page.refresh_from_db()
    assert not page.live
    # The minute came.
    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()

    call_command("tick")
    call_command("tick")

    page.refresh_from_db()
    assert page.live
    published = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    assert published.count() == 1
