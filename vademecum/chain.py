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

from vademecum import changes
from vademecum import editions as kept_editions
from vademecum.models.editions import Edition
from vademecum.models.figures import ChiffreCle
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


def chains() -> Iterator[tuple[str, list[ChiffreVersion], Flaw | None]]:
    """Each chain of versions, and the first thing of it that does not hold."""
    rows = ChiffreVersion.objects.order_by("identifier", "number")
    for identifier, chain in groupby(rows.iterator(), lambda row: row.identifier):
        versions, previous, expected, flaw = list(chain), "", 1, None
        for version in versions:
            flaw = flaw or _flaw(version, previous, expected)
            previous, expected = version.sha256, version.number + 1
        yield identifier, versions, flaw


def figures() -> Checked:
    """The versions of the figures, and what the figures themselves say of them."""
    count, items, flaws, told = 0, 0, [], {}
    for identifier, versions, flaw in chains():
        count += 1
        items += len(versions)
        told[identifier] = None if flaw else changes.of(versions)
        flaws += [flaw] if flaw else []
    return Checked(count, items, flaws + list(_histories(told)))


def _histories(told: dict[str, list | None]) -> Iterator[Flaw]:
    """
    A figure keeps at hand what its chain says: no page asks the chain.

    It must say the same; where the chain itself was altered, that was told already.
    """
    rows = ChiffreCle.objects.order_by("identifier", "pk")
    for identifier, language, history in rows.values_list(
        "identifier", "locale__language_code", "history"
    ):
        expected = told.get(identifier, [])
        if expected is not None and history != expected:
            yield Flaw(
                f"{identifier} ({language})",
                "l'historique montré n'est pas celui de ses versions ; "
                "publier ce chiffre le refait",
            )


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


def seals() -> list[tuple[datetime, str, int, str]]:
    """Every seal: when, of which chain, its number, its SHA-256; the oldest first."""
    versions = ChiffreVersion.objects.values_list(
        "published_at", "identifier", "number", "sha256"
    )
    frozen = Edition.objects.published().values_list("frozen_at", "number", "sha256")
    # A name that no figure can have: its identifiers hold no space.
    kept = [(at, "Vademecum : éditions", number, seal) for at, number, seal in frozen]
    return sorted([*versions, *kept])


def heads() -> Iterator[tuple[datetime, str]]:
    """The head after each publication, the oldest first."""
    last: dict[str, tuple[int, str]] = {}
    for at, chain, number, sha256 in seals():
        last[chain] = number, sha256
        yield at, _head(last)


def head() -> str:
    """One SHA-256 for everything that was ever published."""
    last: dict[str, tuple[int, str]] = {}
    for _at, chain, number, sha256 in sorted(seals(), key=lambda seal: seal[2]):
        last[chain] = number, sha256
    return _head(last)


def _head(last: dict[str, tuple[int, str]]) -> str:
    # Sorted here: databases don't agree on the order of texts.
    lines = [
        f"{identifier} {number} {sha256}\n"
        for identifier, (number, sha256) in sorted(last.items())
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
