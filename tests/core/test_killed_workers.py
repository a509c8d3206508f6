"""Two workers, killed again and again while they send: each address has one mail, or none."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import migrated
from tests.mail_server import mail_server

MAILS, KILLS = 300, 5
SETUP = "import django; django.setup()\n"
POST = f"""
from django.utils import timezone
from core import mailing
letter = mailing.Letter("fr", "Bonjour", (mailing.Paragraph("Un mot."),))
at = timezone.now()
mailing.post(*(
    mailing.write(letter, to=f"a{{n}}@example.org", key=f"test:{{n}}", purpose="test", at=at)
    for n in range({MAILS})
))
"""
WORK = """
from core.mailing.delivery import deliver
while deliver():
    pass
"""
WORK_LATER = """
from datetime import timedelta
from django.utils import timezone
from core.mailing.delivery import deliver
deliver(lambda: timezone.now() + timedelta(minutes=11), turn=600)
"""
TELL = """
import json
from core.models import OutgoingMail
print(json.dumps(list(OutgoingMail.objects.values_list("key", "state", "to"))))
"""


@pytest.fixture
def database(db, tmp_path):
    """The address of a database that other processes share, with our tables."""
    if connection.vendor == "sqlite":
        # The migrated database that the tests' own is a copy of.
        kept = migrated.FOLDER / f"{migrated.digest()}.sqlite3"
        path = shutil.copy(kept, tmp_path / "site.sqlite3")
        yield f"sqlite:///{path}"
        return
    here = connection.settings_dict
    server = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"], "password": here["PASSWORD"] or None}  # fmt: skip
    name = f"killed_{os.getpid()}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            host = f"{here['USER']}@{here['HOST']}:{here['PORT']}"
            url = urlunsplit(("postgres", host, f"/{name}", "", ""))
            run(url, 1, "from django.core.management import call_command; call_command('migrate', verbosity=0)")  # fmt: skip
            yield url
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


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


def test_no_address_has_two_mails_and_those_without_are_listed(database):
    with mail_server() as server:
        server.pause = 0.003
        run(database, server.port, POST)

        for kill in range(1, KILLS + 1):
            workers = [begin(database, server.port, WORK) for _ in range(2)]
            goal = kill * MAILS // (KILLS + 1)
            while len(server.messages) < goal and any(w.poll() is None for w in workers):  # fmt: skip
                time.sleep(0.001)
            time.sleep(random.random() / 100)  # anywhere within a mail
            for worker in workers:
                worker.kill()
                worker.wait()
        run(database, server.port, WORK_LATER)

        rows = json.loads(run(database, server.port, TELL))
        counts = server.counts

    states = Counter(state for _key, state, _to in rows)
    assert set(states) <= {"sent", "doubtful"}
    assert sum(states.values()) == MAILS
    # Nobody twice, however the workers ended.
    assert set(counts.values()) == {1}
    # Whoever has none is listed, with the address; at most one mail for each killed worker.
    listed = {to for _key, state, to in rows if state == "doubtful"}
    everybody = {f"a{n}@example.org" for n in range(MAILS)}
    assert everybody - set(counts) <= listed
    assert len(listed) <= 2 * KILLS
    assert {key for key, state, _to in rows if state == "sent"} >= {
        f"test:{n}" for n in range(MAILS) if f"a{n}@example.org" not in listed
    }
