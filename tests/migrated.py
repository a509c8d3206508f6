"""
The migrated database of the tests, made once and copied after.

Some 200 migrations take longer than most runs. Their outcome on SQLite depends on our
migrations, on the locked versions of the others and on the applications installed:
a file of `var/tests/` keeps it under the digest of those. On PostgreSQL, a database of the
same server keeps it, for as long as that server: others begin as its copy.
"""

import fcntl
import hashlib
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
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
    of_vendor = {"sqlite": migrate_sqlite, "postgresql": migrate_postgresql}
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Of parallel processes, one migrates and the others wait for its copy.
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        of_vendor[connection.vendor](
            connection, lambda: migrate(command, *args, **options)
        )


def migrate_sqlite(connection, migrate) -> None:
    if not connection.is_in_memory_db():
        migrate()
        return
    kept = FOLDER / f"{digest()}.sqlite3"
    connection.ensure_connection()
    if kept.exists():
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection.connection)
        return
    migrate()
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink()
    unfinished = kept.with_suffix(".part")
    with closing(sqlite3.connect(unfinished)) as target:
        connection.connection.backup(target)
    os.replace(unfinished, kept)


def migrate_postgresql(connection, migrate) -> None:
    kept, name = f"migrated_{digest()}", connection.settings_dict["NAME"]
    with server_of(connection) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept])
        if found.fetchone():
            connection.close()
            server.execute(f"DROP DATABASE {name}")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {kept}")
            return
        migrate()
        connection.close()  # what is open can't be copied
        server.execute(f"CREATE DATABASE {kept} TEMPLATE {name}")


@contextmanager
def server_of(connection):
    """The PostgreSQL server of a connection, outside the database of the tests."""
    here = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        host=here["HOST"],
        port=here["PORT"],
        user=here["USER"],
        password=here["PASSWORD"] or None,
        autocommit=True,
    ) as server:
        yield server
