"""
The whole site, prepared as `make run` prepares it, with the books that its worker makes;
then copied, and started as `make run` starts it, on a free port.
"""

import atexit
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "faire-alliance"  # of the accounts that `prepare` makes on this machine


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment_of(var: Path) -> dict[str, str]:
    """The variables of a site whose files are in a folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SITE_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'site.sqlite3'}",
    }


def run_module(name: str, var: Path) -> str:
    """What a module prints, run beside the site whose files are in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", name],
        cwd=ROOT, env=environment_of(var), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def manage(var: Path, *command: str):
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=environment_of(var), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@cache
def models() -> Path:
    """Where the first site of a run is kept; parallel tests say where in their stead."""
    folder = tempfile.mkdtemp(prefix="site-model-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def prepared() -> Path:
    """A site with its first content and its books, made once a run for all to copy."""
    folder = models() / "model"
    # Of parallel processes, one prepares it and the others wait.
    with open(models() / "model.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            unfinished.mkdir()
            manage(unfinished, "prepare")
            # What the worker of each site would make of it, longer than all the rest.
            manage(unfinished, "db_worker", "--backend", "background", "--batch", "-v0")
            unfinished.rename(folder)
    return folder


@contextmanager
def running_site(var: Path | None = None, port: int | None = None, **variables):
    """Serve the site of a folder (a new one by default), yield its address."""
    own = None if var else tempfile.mkdtemp(prefix="site-")
    var = Path(var or own)
    environment = environment_of(var) | variables
    if not (var / "site.sqlite3").exists():
        shutil.copytree(prepared(), var, dirs_exist_ok=True)
    port = port or free_port()
    with open(var / "server.log", "wb") as log:
        server = subprocess.Popen(
            [
                str(ROOT / "scripts/with-worker"),
                str(ROOT / ".venv/bin/granian"), "--interface", "wsgi", "--no-ws",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                "--blocking-threads", "4", "config.wsgi:application",
            ],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=120)  # its worker ends the book that it is making
        if own:
            shutil.rmtree(own, ignore_errors=True)


def _wait_until_ready(address: str, server: subprocess.Popen):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server stopped with code {server.returncode}")
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("the server was not ready within three minutes")
