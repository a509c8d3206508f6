"""
A limit where guessing pays: so many tries in a while, by reader and in all.

The reader is the hash of an address, kept in the cache for the while only. Behind a proxy
that says nothing of readers all of them share one: hence the limit in all, much wider.
"""

import time

from django.core.cache import cache

from .devices import seal


def is_allowed(request, what: str, most: int, in_all: int, seconds: int = 600) -> bool:
    """Count one try; False when there were too many of them."""
    window = int(time.time()) // seconds
    reader = seal("reader", request.META.get("REMOTE_ADDR", ""))[:32]
    return all(
        count(f"guess:{what}:{window}:{who}", seconds) <= limit
        for who, limit in ((reader, most), ("all", in_all))
    )


def count(key: str, seconds: int) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key) or 1
    except ValueError:  # it expired in between
        return 1
