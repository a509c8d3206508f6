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

WINDOW = 600  # seconds


def is_allowed(request, what: str, most: int, in_all: int) -> bool:
    """Count one try; False when there were too many of them in the last minutes."""
    window = int(time.time()) // WINDOW
    reader = salted_hmac(
        "core.guessing", network(client_address(request)), algorithm="sha256"
    ).hexdigest()[:32]
    return all(
        count(f"guess:{what}:{window}:{who}") <= limit
        for who, limit in ((reader, most), ("all", in_all))
    )


def count(key: str) -> int:
    if cache.add(key, 1, WINDOW):
        return 1
    try:
        return cache.incr(key) or 1
    except ValueError:  # it expired in between
        return 1


def may_write_to(request, what: str, typed: str) -> bool:
    """No flood of mails: neither from one reader, nor to one address, whoever asks."""
    seal = salted_hmac(
        "core.guessing.address", typed[:254].strip().lower(), algorithm="sha256"
    ).hexdigest()[:32]
    return is_allowed(request, what, most=20, in_all=600) and is_allowed(
        request, f"{what}-{seal}", most=3, in_all=3
    )
