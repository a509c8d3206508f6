"""
For how long an answer is true: what changes by the clock bounds what caches may keep.

A browser keeps it and asks each time whether it changed (304): its reader sees an edit
or a cancellation at once. Only a cache in front of the site answers without asking.
"""

import re
from datetime import datetime

from django.utils.cache import patch_cache_control

SHARED_AGE = re.compile(r"s-maxage=(\d+)")
LONGEST_AGE = 600  # seconds: behind such a cache, an edit shows within ten minutes


def max_age(at: datetime, changes_at: datetime | None) -> int:
    """Whole seconds until the next change, ten minutes at most; never beyond it."""
    if changes_at is None:
        return LONGEST_AGE
    return max(0, min(LONGEST_AGE, int((changes_at - at).total_seconds())))


def keep(response, at: datetime, changes_at: datetime | None):
    """An answer that no cache gives once what it says has changed."""
    patch_cache_control(
        response,
        max_age=0,
        s_maxage=max_age(at, changes_at),
        must_revalidate=True,
    )
    return response


def bound(response, at: datetime, changes_at: datetime):
    """The same for an answer that may say already for how long it is kept."""
    said = response.get("Cache-Control", "")
    never = ("no-store", "private", "no-cache", "immutable")
    if response.cookies or any(word in said for word in never):
        return
    kept = SHARED_AGE.search(said)
    if kept is None or int(kept[1]) > max_age(at, changes_at):
        keep(response, at, changes_at)
