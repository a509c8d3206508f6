"""Locks between processes, which go with the process that holds them, however it ends."""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, models


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True for one process at a time; the others don't wait, they get False."""
    owner = f"{connection.settings_dict['NAME']}/{name}"
    digest = hashlib.sha256(owner.encode()).digest()
    if connection.vendor == "postgresql":
        # Of the session: PostgreSQL gives it back when the connection ends.
        number = int.from_bytes(digest[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            [is_ours] = cursor.fetchone()
        try:
            yield is_ours
        finally:
            if is_ours and connection.connection and not connection.connection.closed:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    # With SQLite, every process is on this machine.
    path = Path(tempfile.gettempdir()) / f"faire-alliance-{digest.hex()[:16]}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """One process of this machine at a time: the others wait, then find it made."""
    owner = hashlib.sha256(f"{settings.ROOT}{name}".encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"faire-alliance-turn-{owner}.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(row: models.Model):
    """Until the transaction ends, whoever holds the same row waits, then reads what was written."""
    # What only refers to the row goes on.
    same = type(row)._base_manager.select_for_update(no_key=True)
    same.values("pk").get(pk=row.pk)
