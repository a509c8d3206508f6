"""
Is everything that was published still what it was?

Each chain is checked by itself: a seal that does not hold, a number that is missing. A
chain cannot tell that its last version was rewritten *and* sealed again, or that it was
taken out whole. Its **head** can: one SHA-256 over the last seals of all the chains. It
changes with each publication, so it is to be noted elsewhere (a mail, a notebook); a
head noted once remains among the heads of the past for as long as nothing that was
published before it has changed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from vademecum import editions as kept_editions
from vademecum.models.editions import Edition
from vademecum.models.versions import ChiffreVersion


@dataclass(frozen=True)
class Flaw:
    """The first thing of a chain that is not as it was sealed."""

    item: str  # « maires v2 »
    what: str


@dataclass(frozen=True)
class Checked:
    chains: int
    items: int
    flaws: list[Flaw]


def figures() -> Checked:
    """The chains of versions of the figures."""
    chains, items, flaws = 0, 0, []
    rows = ChiffreVersion.objects.order_by("identifier", "number")
    for _identifier, chain in groupby(rows.iterator(), lambda row: row.identifier):
        chains += 1
        previous, expected, flaw = "", 1, None
        for version in chain:
            items += 1
            if flaw is None:
                flaw = _flaw(version, previous, expected)
            previous, expected = version.sha256, version.number + 1
        if flaw:
            flaws.append(flaw)
    return Checked(chains, items, flaws)


def _flaw(version: ChiffreVersion, previous: str, expected: int) -> Flaw | None:
    if version.number != expected:
        missing = f"{version.identifier} v{expected}"
        return Flaw(missing, f"absente : la suivante est la version {version.number}")
    if version.seal(previous) != version.sha256:
        return Flaw(str(version), "modifiée : son empreinte ne tient plus")
    return None


def editions() -> Checked:
    """The editions, and every byte of their pages and files."""
    items, flaws, previous = 0, [], ""
    for edition in Edition.objects.published().order_by("number"):
        flaw, kept = None, []
        for item in edition.items.iterator(chunk_size=20):
            items += 1
            if (
                flaw is None
                and kept_editions.sha256(bytes(item.content)) != item.sha256
            ):
                flaw = Flaw(f"{item}", "modifié : son empreinte ne tient plus")
            item.content = b""  # a book weighs megabytes: one at a time
            kept.append(item)
        if (
            flaw is None
            and kept_editions.seal(edition, kept, previous) != edition.sha256
        ):
            flaw = Flaw(f"{edition}", "modifiée : son empreinte ne tient plus")
        if flaw:
            flaws.append(flaw)
        previous = edition.sha256
    return Checked(1 if items else 0, items, flaws)


# What `verify_citations` walks; what else is kept for ever joins this list.
CHECKS = [figures, editions]


def verify() -> Checked:
    """All that is kept for ever."""
    found = [check() for check in CHECKS]
    return Checked(
        sum(each.chains for each in found),
        sum(each.items for each in found),
        [flaw for each in found for flaw in each.flaws],
    )


def heads() -> Iterator[tuple[datetime, str]]:
    """The head after each publication, the oldest first."""
    last: dict[str, tuple[int, str]] = {}
    rows = ChiffreVersion.objects.order_by("published_at", "identifier", "number")
    for identifier, number, sha256, at in rows.values_list(
        "identifier", "number", "sha256", "published_at"
    ):
        last[identifier] = number, sha256
        yield at, _head(last)


def head() -> str:
    """One SHA-256 for everything that was ever published."""
    last: dict[str, tuple[int, str]] = {}
    rows = ChiffreVersion.objects.order_by("number")
    for identifier, number, sha256 in rows.values_list(
        "identifier", "number", "sha256"
    ):
        last[identifier] = number, sha256
    return _head(last)


def _head(last: dict[str, tuple[int, str]]) -> str:
    # Sorted here: databases don't agree on the order of texts.
    lines = [
        f"{identifier} {number} {sha256}\n"
        for identifier, (number, sha256) in sorted(last.items())
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
