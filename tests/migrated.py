"""
The migrated database of the tests, made once and copied after.

Some 200 migrations take longer than most runs. Their outcome on SQLite depends on our
migrations, on the locked versions of the others and on the applications installed:
a file of `var/tests/` keeps it under the digest of those.
"""

import fcntl
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management.commands.migrate import Command
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "tests"
migrate = Command.handle


def digest() -> str:
    files = [
        ROOT / "requirements" / "dev.txt",
        ROOT / "site" / "config" / "settings" / "base.py",
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("site/*/migrations/*.py"),
    ]
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def migrate_once(command, *args, **options) -> None:
    """Django's `migrate`, but a copy of what it made before when that is the same."""
    connection = connections[options["database"]]
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        migrate(command, *args, **options)
        return
    kept = FOLDER / f"{digest()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    connection.ensure_connection()
    # Of parallel processes, one migrates and the others wait for its copy.
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(connection.connection)
            return
        migrate(command, *args, **options)
        for old in FOLDER.glob("*.sqlite3"):
            old.unlink()
        unfinished = kept.with_suffix(".part")
        with closing(sqlite3.connect(unfinished)) as target:
            connection.connection.backup(target)
        os.replace(unfinished, kept)
