"""
Three versions of an étape: as it was borrowed, as its source is now, as the network has it.

Plain data only. A content is fields, each with a value, and streams of blocks, each block
with an id that borrowing keeps. What the source changed since is a list of changes, one
for a field, for a block, for the order of a stream. The network takes a change, adapts it
or declines it; what it wrote itself is never touched.

- Taking or adapting a change moves the base to the source, for that change alone.
- Declining one remembers what was declined: it is asked again when the source says
  something else there, and not before.
- What comes of it depends on what was chosen, never on the order or the sittings.

>>> change, = compare({"title": "Un"}, {"title": "Deux"}, {"title": "Le nôtre"})
>>> change.key, change.is_conflict
('title', True)
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Content = dict[str, Any]
ORDER = "order"


class Kind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """Something that the source says otherwise than when it was borrowed."""

    key: str  # « title », « body:<id of a block> », « body:order »
    kind: Kind
    base: Any  # a block or a value, None where there is none; ids when blocks moved
    source: Any
    ours: Any

    @property
    def is_conflict(self) -> bool:
        """The network changed it too."""
        return self.ours != self.base

    @property
    def field(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class Loan:
    """What a network remembers of a source: what it was, what was declined since."""

    base: Content
    declined: Mapping[str, Any] = field(default_factory=dict)


def digest(value) -> str:
    """The same for the same content, in whatever order its keys were written."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- What changed -----------------------------------------------------------------


def compare(base: Content, source: Content, ours: Content) -> list[Change]:
    """What the source changed since the base, and that ours does not say already."""
    found = []
    for name, now in source.items():
        before, here = base.get(name), ours.get(name)
        if isinstance(now, list):
            found += compare_streams(name, before or [], now, here or [])
        elif now not in (before, here):
            found.append(Change(name, Kind.CHANGED, before, now, here))
    return found


def compare_streams(name: str, base: list, source: list, ours: list) -> list[Change]:
    before, now, here = by_id(base), by_id(source), by_id(ours)
    found = []
    for key in [*now, *(key for key in before if key not in now)]:
        versions = before.get(key), now.get(key), here.get(key)
        if versions[1] not in (versions[0], versions[2]):
            found.append(Change(f"{name}:{key}", kind_of(*versions[:2]), *versions))
    orders = [[k for k in some if k in before and k in now and k in here] for some in (before, now, here)]  # fmt: skip
    if orders[1] not in (orders[0], orders[2]):
        found.append(Change(f"{name}:{ORDER}", Kind.MOVED, *orders))
    return found


def by_id(stream: list) -> dict[str, dict]:
    return {block["id"]: block for block in stream}


def kind_of(base, source) -> Kind:
    if base is None:
        return Kind.ADDED
    return Kind.REMOVED if source is None else Kind.CHANGED


# --- What was declined ------------------------------------------------------------


def remembered(change: Change):
    """What is kept of a change that is declined, to know it again."""
    return change.source if change.kind == Kind.MOVED else digest(change.source)


def is_declined(change: Change, declined: Mapping) -> bool:
    """Declined, and the source has said nothing else since."""
    known = declined.get(change.key)
    if change.kind == Kind.MOVED and known is not None:
        # Blocks that came or left since don't make it another order.
        return alike(known, change.source)
    return known == remembered(change)


def alike(some: list, others: list) -> bool:
    """What two lists have in common is in the same order."""
    return [k for k in some if k in others] == [k for k in others if k in some]


def waiting(loan: Loan, source: Content, ours: Content) -> list[Change]:
    """The changes on which the network has not decided."""
    found = compare(loan.base, source, ours)
    return [change for change in found if not is_declined(change, loan.declined)]


def refused(loan: Loan, source: Content, ours: Content) -> list[Change]:
    """The changes that the network declined and could still take."""
    found = compare(loan.base, source, ours)
    return [change for change in found if is_declined(change, loan.declined)]


# --- Deciding ---------------------------------------------------------------------


def decide(
    loan: Loan,
    source: Content,
    ours: Content,
    taken: Collection[str] = (),
    declined: Collection[str] = (),
    adapted: Mapping[str, Any] | None = None,
) -> tuple[Loan, Content]:
    """
    What the network has, and remembers, once it has chosen.

    `adapted` gives the block or the value that the network writes in place of the source's.
    """
    adapted = adapted or {}
    merged = merge(loan.base, source, ours, {*taken, *adapted}, adapted)
    still = {change.key for change in compare(loan.base, source, merged)} - {*adapted}
    settled = {change.key for change in compare(loan.base, source, loan.base)} - still
    base = merge(loan.base, source, loan.base, settled)
    refusals = {
        change.key: remembered(change)
        for change in compare(base, source, merged)
        if change.key in declined or is_declined(change, loan.declined)
    }
    return Loan(base, refusals), merged


def merge(
    base: Content,
    source: Content,
    ours: Content,
    taken: Collection[str],
    adapted: Mapping[str, Any] | None = None,
) -> Content:
    """Ours with some of the changes of the source; all the rest as it is."""
    changes = [c for c in compare(base, source, ours) if c.key in taken]
    merged = dict(ours)
    for change in changes:
        if ":" not in change.key:
            merged[change.key] = (adapted or {}).get(change.key, change.source)
    for name in {change.field for change in changes if ":" in change.key}:
        some = [change for change in changes if change.field == name]
        merged[name] = merge_stream(ours.get(name) or [], source[name], some, adapted or {})  # fmt: skip
    return merged


def merge_stream(ours: list, source: list, changes: list[Change], adapted) -> list:
    chosen = {
        change.key.partition(":")[2]: adapted.get(change.key, change.source)
        for change in changes
        if change.kind != Kind.MOVED
    }
    gone = {key for key, block in chosen.items() if block is None}
    merged = [chosen.get(block["id"]) or block for block in ours]
    present = {block["id"] for block in ours}
    for place, block in enumerate(source):
        if chosen.get(block["id"]) and block["id"] not in present:
            before = [each["id"] for each in source[:place]]
            merged.insert(place_after(before, merged), chosen[block["id"]])
    if any(change.kind == Kind.MOVED for change in changes):
        merged = ordered_as(source, merged)
    return [block for block in merged if block["id"] not in gone]


def place_after(before: list[str], stream: list) -> int:
    """Right after the nearest block that comes before in the source; else first."""
    places = {block["id"]: place for place, block in enumerate(stream)}
    return next((places[key] + 1 for key in reversed(before) if key in places), 0)


def ordered_as(source: list, stream: list) -> list:
    """The blocks of the source in its order; each of ours follows the one it followed."""
    rank = {block["id"]: place for place, block in enumerate(source)}
    head, chains = [], []
    for block in stream:
        if block["id"] in rank:
            chains.append([block])
        else:
            (chains[-1] if chains else head).append(block)
    chains.sort(key=lambda chain: rank[chain[0]["id"]])
    return [*head, *(block for chain in chains for block in chain)]
