"""
A limit where guessing or flooding pays: so many tries in a while, by reader and in all.

The reader is the hash of a network address, kept in the cache for the while only. Where
nothing tells readers apart (a proxy that nobody declared), all of them share one: hence
the limit in all, much wider.
"""

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from .client_address import client_address, network


def is_allowed(request, what: str, most: int, in_all: int, seconds: int = 600) -> bool:
    """Count one try; False when there were too many of them."""
    window = int(time.time()) // seconds
    reader = salted_hmac(
        "core.guessing", network(client_address(request)), algorithm="sha256"
    ).hexdigest()[:32]
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
