"""
The history of a figure, read from its chain of versions.

`ChiffreCle.history` keeps it as plain data, so that a page which cites a figure says
what changed, and what was corrected, without one statement more. The chain remains the
truth: the history is made again from it at each publication.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import get_language

from core.numbers import Unit, cldr_locale, format_value

VALUE = ("value", "value_high", "unit")
# What a page that cites a figure says with it: another one is another claim.
STATED = (*VALUE, "counts", "population", "period_start", "period_end")
WORDS = (
    "title",
    "counts",
    "population",
    "sample",
    "method",
    "caveat",
    "source_title",
    "source_publisher",
)


@dataclass(frozen=True)
class Change:
    """What one version says otherwise than the one before."""

    field: str  # « value » stands for the value, the high value and the unit together
    before: str
    after: str

    @property
    def language(self) -> str:
        """Of what was said before and after: a version says its words in French."""
        return "fr" if self.field in WORDS else get_language()


@dataclass(frozen=True)
class Correction:
    """A version published because the one before was wrong."""

    number: int
    at: datetime
    reason: str
    language: str  # of the reason
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Past:
    """What a figure said in an earlier version."""

    number: int
    formatted: str  # empty: the value is the same, it counts something else
    changed_at: datetime  # when it first said otherwise


def of(versions: Iterable) -> list[dict]:
    """A chain of versions, oldest first, as plain data: what each one changed, and why."""
    told, before = [], {}
    for version in versions:
        states = json.loads(version.payload)
        told.append(
            {
                "number": version.number,
                "at": version.published_at.isoformat(),
                "reason": version.reason,
                "reason_en": version.reason_en,
                "changes": differences(before, states) if before else {},
                **{name: states[name] for name in VALUE},
            }
        )
        before = states
    return told


def differences(before: dict, after: dict) -> dict[str, list]:
    """What two versions say otherwise: for each field, what was said, what is said."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def between(before: dict, after: dict) -> list[Change]:
    """What two versions say otherwise, as readers are told."""
    return list(_changes(before, after | {"changes": differences(before, after)}))


def written_value(states: dict) -> str:
    """The value of a version, as the reader's language writes it."""
    value, high = states["value"], states["value_high"]
    if value is None:
        return ""
    return format_value(
        Decimal(value), Unit(states["unit"]), Decimal(high) if high else None
    )


def written(name: str, value: str | None) -> str:
    if value and name in ("period_start", "period_end", "source_read_on"):
        return format_date(date.fromisoformat(value), "long", locale=cldr_locale())
    return value or ""


def corrections(history: list[dict], language: str | None = None) -> list[Correction]:
    """The corrections of a figure, the latest first, for the reader of a language."""
    language = language or get_language()
    found = []
    for previous, entry in zip([{}, *history], history, strict=False):
        if not entry["reason"]:
            continue
        is_english = language == "en" and entry["reason_en"]
        found.append(
            Correction(
                number=entry["number"],
                at=datetime.fromisoformat(entry["at"]),
                reason=entry["reason_en"] if is_english else entry["reason"],
                language="en" if is_english else "fr",
                changes=tuple(_changes(previous, entry)),
            )
        )
    return found[::-1]


def _changes(previous: dict, entry: dict) -> Iterable[Change]:
    if previous and any(name in entry["changes"] for name in VALUE):
        yield Change("value", written_value(previous), written_value(entry))
    for name, (before, after) in entry["changes"].items():
        if name not in VALUE:
            yield Change(name, written(name, before), written(name, after))


def since(history: list[dict], instant: datetime) -> Past | None:
    """What was stated at an instant, if the figure now states something else; else nothing."""
    earlier = [e for e in history if datetime.fromisoformat(e["at"]) <= instant]
    later = history[len(earlier) :]
    if not (earlier and later):
        return None
    before, after = {}, {}
    for entry in later:
        for name, (was, becomes) in entry["changes"].items():
            before.setdefault(name, was)
            after[name] = becomes
    changed = {name for name in STATED if before.get(name) != after.get(name)}
    if not changed:
        return None
    then = earlier[-1]
    first = next(entry for entry in later if changed.intersection(entry["changes"]))
    return Past(
        then["number"],
        written_value(then) if changed.intersection(VALUE) else "",
        datetime.fromisoformat(first["at"]),
    )
