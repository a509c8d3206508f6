"""For how long an answer is true: what changes by the clock bounds what caches may keep."""

from datetime import datetime

from django.utils.cache import patch_cache_control

LONGEST_AGE = 600  # seconds: an edit, too, shows within ten minutes


def max_age(at: datetime, changes_at: datetime | None) -> int:
    """Whole seconds until the next change, ten minutes at most; never beyond it."""
    if changes_at is None:
        return LONGEST_AGE
    return max(0, min(LONGEST_AGE, int((changes_at - at).total_seconds())))


def keep(response, at: datetime, changes_at: datetime | None):
    """An answer that no cache gives once what it says has changed."""
    patch_cache_control(response, max_age=max_age(at, changes_at), must_revalidate=True)
    return response
