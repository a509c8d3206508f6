"""
What the house does by the clock, once a minute.

A room lists its chores in its `chores.py`:

    @each_minute
    def remind_the_registered(at): ...

A chore asks the database what is due at an instant, and does it. It may be called twice
for one minute, late, or after days of silence: it then does once what is due. It commits
in small steps, so that a process killed in the middle loses nothing; one process at a
time does it. Sending mail is not its work: it writes mails that a worker sends.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from .locks import alone

log = logging.getLogger(__name__)

Chore = Callable[[datetime], object]
_chores: dict[str, Chore] = {}


def each_minute(chore: Chore) -> Chore:
    _chores[f"{chore.__module__}.{chore.__name__}"] = chore
    return chore


def chores() -> dict[str, Chore]:
    """Every chore of every room, by name, in the order of the rooms."""
    autodiscover_modules("chores")
    return _chores


def strike(at: datetime, only: str = "") -> list[str]:
    """Do what is due at an instant; the names of the chores that failed."""
    failed = []
    for name, chore in chores().items():
        if only and name != only:
            continue
        # One chore that fails does not stop the others, nor a database that was away the clock.
        try:
            with alone(name) as is_ours:
                if is_ours:  # else another process is at it
                    chore(at)
        except Exception:
            log.exception("The chore %s failed", name)
            failed.append(name)
    return failed
