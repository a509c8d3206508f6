"""
`make load`: two hundred learners at once on this machine, each opens an étape, answers
its question and marks it done.

Serves the site as production does, on SQLite, or on DATABASE_URL; plays the learners from
another process; prints the median and the p95 of each gesture, the errors, and whether
every event sent is in the database. They arrive within a few seconds and read for a while
between two gestures, as people do; then, harder, all of them without a pause. Nothing here
asserts a time: it depends on the machine, and on what else it does.
"""

import asyncio
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
LEARNERS = int(os.environ.get("LEARNERS", "200"))
PROCESSES = os.cpu_count() or 1
READING = 10.0  # seconds between two gestures, on average
# Behind a proxy, as in production.
HEADERS = "Host: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nAccept-Encoding: gzip\r\nAccept-Language: fr\r\n"


def main():
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only-for-a-load-test-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_VAR": str(folder),
        "DATABASE_URL": os.environ.get(
            "DATABASE_URL", f"sqlite:///{folder}/site.sqlite3"
        ),
    }
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    try:
        subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with Server(folder) as port:
            measure(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """The site in the processes that production would give it here."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self) -> int:
        from tests.e2e.running import _wait_until_ready, free_port

        port = free_port()
        self.log = open(self.folder / "server.log", "wb")
        self.process = subprocess.Popen(
            [
                str(ROOT / ".venv/bin/granian"), "--interface", "wsgi", "--no-ws",
                "--host", "127.0.0.1", "--port", str(port),
                "--workers", str(PROCESSES), "--blocking-threads", "4",
                "--backlog", "1024", "--log-level", "warning", "config.wsgi:application",
            ],
            cwd=ROOT, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        _wait_until_ready(f"http://127.0.0.1:{port}", self.process)
        return port

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


def measure(port: int):
    import django

    django.setup()
    from django.db import connection

    place = question()
    load = os.getloadavg()[0]
    print(f"{connection.vendor}, {PROCESSES} processes, {LEARNERS} learners, load average before {load:.1f}")  # fmt: skip
    asyncio.run(play(port, place, learners=8, reading=0))  # a warm-up
    for words, reading in (
        ("reading between gestures", READING),
        ("without a pause", 0),
    ):
        before = kept()
        start = time.perf_counter()
        times, errors, sent = asyncio.run(play(port, place, LEARNERS, reading))
        seconds = time.perf_counter() - start
        requests = sum(map(len, times.values()))
        print(f"\n{words}: {requests} requests in {seconds:.1f} s ({requests / seconds:.0f} a second)")  # fmt: skip
        for gesture, taken in times.items():
            print(f"  {gesture:8} {line(taken)}")
        print(
            f"  {'all':8} {line([each for taken in times.values() for each in taken])}"
        )
        print(f"  errors {len(errors)} {errors[:3] or ''}")
        print(f"  events sent {sent}, kept {kept() - before}")


def line(taken: list[float]) -> str:
    p95 = statistics.quantiles(taken, n=20)[-1]
    return f"median {statistics.median(taken):7.1f} ms, p95 {p95:7.1f} ms, longest {max(taken):7.1f} ms"


def kept() -> int:
    from parcours.models import LearnerEvent

    return LearnerEvent.objects.count()


def question() -> dict:
    """An étape of the real content that asks a question, and what to answer."""
    from parcours.models import EtapePage

    for etape in EtapePage.objects.live().filter(locale__language_code="fr"):
        for block in etape.body:
            if block.block_type == "quiz":
                right = next(c.id for c in block.value["choices"].bound_blocks if c.value["is_right"])  # fmt: skip
                desk = f"/fr/mon-parcours/etape/{etape.pk}"
                return {
                    "open": etape.href,
                    "answer": f"{desk}/reponse/{block.id}/",
                    "choice": right,
                    "mark": f"{desk}/faite/",
                }
    raise SystemExit("No étape asks a quiz.")


# --- Learners ---------------------------------------------------------------------


async def play(port: int, place: dict, learners: int, reading: float):
    times, errors = defaultdict(list), []
    chance = random.Random(17)
    pauses = [
        [chance.uniform(0, 2 * reading) for _ in range(3)] for _ in range(learners)
    ]
    sent = await asyncio.gather(
        *(learn(port, place, three, times, errors) for three in pauses)
    )
    return times, errors, sum(sent)


async def learn(port, place, pauses, times, errors) -> int:
    """One learner; how many events they were told were kept."""
    browser, sent = Browser(port), 0

    async def ask(gesture, method, path, form=None, **headers):
        start = time.perf_counter()
        try:
            status = await browser.ask(method, path, form, **headers)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            errors.append(f"{gesture}: {error!r}")
            return False
        times[gesture].append((time.perf_counter() - start) * 1000)
        if status not in (200, 302):
            errors.append(f"{gesture}: {status}")
        return status in (200, 302)

    await asyncio.sleep(pauses[0])
    await ask("open", "GET", place["open"])
    await ask("open", "GET", "/fr/mon-parcours/etat.json")
    await asyncio.sleep(pauses[1])
    answer = {"choice": place["choice"], "keep": "1"}
    fragment = {"X-Fragment": "1"}
    if await ask("answer", "POST", place["answer"], answer, **fragment):
        sent += 2  # the parcours begun, the answer
    await asyncio.sleep(pauses[2])
    if await ask("mark", "POST", place["mark"], {}):
        sent += 1
    await ask("desk", "GET", "/fr/mon-parcours/")
    await browser.close()
    return sent


class Browser:
    """As much of one as is needed: a connection kept open, and a cookie."""

    def __init__(self, port: int):
        self.port, self.cookie, self.streams = port, "", None

    async def ask(self, method, path, form=None, **headers) -> int:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        body = urlencode(form).encode() if form is not None else b""
        head = f"{method} {path} HTTP/1.1\r\n{HEADERS}"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if form is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{head}\r\n".encode() + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if length := re.search(r"(?im)^content-length: *(\d+)", told):
            await reader.readexactly(int(length[1]))
        elif re.search(r"(?im)^transfer-encoding: *chunked", told):
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        if found := re.search(r"(?im)^set-cookie: *(apprenant=[^;]+)", told):
            self.cookie = found[1]
        return int(told.split(" ", 2)[1])

    async def close(self):
        if self.streams:
            self.streams[1].close()


if __name__ == "__main__":
    sys.exit(main())
