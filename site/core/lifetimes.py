"""
For how long an answer is true: what changes by the clock bounds what caches may keep.

A browser keeps it and asks each time whether it changed (304): its reader sees an edit
or a cancellation at once. Only a cache in front of the site answers without asking.
"""

import re
from datetime import datetime

from django.utils.cache import patch_cache_control

SHARED_AGE = re.compile(r"s-maxage=(\d+)")
NEVER = ("no-store", "private", "no-cache", "immutable")
# What a cache may keep although nothing says for how long (RFC 9110, 15.1).
HEURISTICALLY = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}
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


def may_be_kept(response) -> bool:
    """Whether a cache may give it again: it says so, or is of a kind that says nothing."""
    said = response.get("Cache-Control", "")
    if response.cookies or any(word in said for word in NEVER):
        return False
    return bool(said) or response.status_code in HEURISTICALLY


def bound(response, at: datetime, changes_at: datetime):
    """The same for an answer that may say already for how long it is kept."""
    kept = SHARED_AGE.search(response.get("Cache-Control", ""))
    if kept is None or int(kept[1]) > max_age(at, changes_at):
        keep(response, at, changes_at)
