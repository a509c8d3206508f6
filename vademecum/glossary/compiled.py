"""The glossary of the day, compiled once until a term changes."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from django.core.cache import cache

from .forms import Definition, Glossary

STAMP = "glossary"
HOUR = 3600  # several processes with a cache of their own agree again after that
_compiled: dict[str, tuple[str, Glossary]] = {}


def stamp() -> str:
    """A word that changes each time a term does; every process reads the same."""
    known = cache.get(STAMP)
    if known is None:
        cache.add(STAMP, uuid4().hex, HOUR)
        known = cache.get(STAMP)
    return known or ""


def renew_stamp():
    cache.set(STAMP, uuid4().hex, HOUR)


def current(language: str, terms: Callable[[str], Iterable[Definition]]) -> Glossary:
    """
    The glossary of a language, compiled again when a term changed.

    It is kept under the stamp read before its rows: if a term changes meanwhile, nobody
    will find it under the new one.
    """
    before = stamp()
    kept = _compiled.get(language)
    if kept and before and kept[0] == before:
        return kept[1]
    glossary = Glossary(terms(language), language)
    _compiled[language] = (before, glossary)
    return glossary
