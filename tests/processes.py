"""Several processes, or threads, on one real database: what a test's transaction cannot show."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlunsplit

from django.conf import settings
from django.db import connection

from tests import migrated

SETUP = "import django; django.setup()\n"


@contextmanager
def shared_database(folder):
    """The address of a database of its own, with our tables, for several processes."""
    if connection.vendor == "sqlite":
        # The migrated database that the tests' own is a copy of.
        kept = migrated.FOLDER / f"{migrated.digest()}.sqlite3"
        path = shutil.copy(kept, folder / "site.sqlite3")
        yield f"sqlite:///{path}"
        return
    here, name = connection.settings_dict, f"shared_{os.getpid()}"
    with migrated.server_of(connection) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE migrated_{migrated.digest()}")
        try:
            host = f"{here['USER']}@{here['HOST']}:{here['PORT']}"
            yield urlunsplit(("postgres", host, f"/{name}", "", ""))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def begin(database, port, code, **options) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "PYTHONPATH": f"{settings.ROOT}{os.pathsep}{settings.SITE}",
    }
    return subprocess.Popen([sys.executable, "-c", SETUP + code], env=environment, **options)  # fmt: skip


def run(database, port, code) -> str:
    with begin(database, port, code, stdout=subprocess.PIPE, text=True) as process:
        told, _nothing = process.communicate()
    assert process.returncode == 0
    return told
