"""
Several processes, or threads, on one real database: what a test's transaction cannot show.

The site takes seconds to start, and a test may kill ten processes: they are forks of one
where it has started, and read the settings anew for their own environment.
"""

import importlib
import io
import multiprocessing
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout, suppress
from threading import Barrier
from urllib.parse import urlunsplit

from django.conf import settings
from django.db import connection, connections

from tests import migrated

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.started"])


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


def begin(database, port, code, told=None):
    environment = {"DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    process = forks.Process(target=execute, args=(environment, code, told))
    process.start()
    return process


def run(database, port, code) -> str:
    """What some code prints."""
    here, told = forks.Pipe(duplex=False)
    process = begin(database, port, code, told)
    told.close()
    said = None
    with here, suppress(EOFError):  # it failed, and its own output says why
        said = here.recv()
    process.join()
    assert process.exitcode == 0
    return said


def at_once(*acts) -> list:
    """What each of these answers, begun together in a thread of its own."""
    start = Barrier(len(acts), timeout=60)

    def one(act):
        try:
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def execute(environment, code, told):
    os.environ.update(environment)
    for name in ("base", "dev"):
        importlib.reload(importlib.import_module(f"config.settings.{name}"))
    settings._setup()
    del connections["default"]
    connections.settings = connections.configure_settings(None)
    with redirect_stdout(io.StringIO()) as said:
        exec(code, {})
    if told:
        told.send(said.getvalue())
