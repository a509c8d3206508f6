"""
What a parcours asks: its étapes in order, and what each requires to be complete.

Editors change a parcours while people follow it. Each learner follows a version of what
it asks; words may be corrected, an étape moved in the tree or translated: it is the same
version as long as it asks the same things in the same order.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from uuid import UUID

from .blocks import EtapeBlock

# What one does for oneself: advised, never required. Any other activity is a question.
ADVISED = {"exercise", "meeting", "self_assessment"}


@dataclass(frozen=True, order=True)
class Requirement:
    """A condition that only the learner's log can meet."""

    kind: str  # « mark »: the étape is marked done; « question »: one is answered right
    block: str = ""
    words: str = field(default="", compare=False)


MARK = Requirement("mark")


def requirements(body) -> tuple[Requirement, ...]:
    """What an étape requires: the learner's own mark, and each of its questions passed."""
    # As it is stored: building the blocks would look up the facts that they cite.
    questions = [
        Requirement("question", raw["id"], raw["value"]["question"])
        for raw in body.raw_data
        if raw["type"] in EtapeBlock.ACTIVITIES and raw["type"] not in ADVISED
    ]
    return (MARK, *questions)


@dataclass(frozen=True)
class EtapeVersion:
    """An étape as a version of the parcours asks it."""

    key: UUID
    requirements: tuple[Requirement, ...] = (MARK,)
    title: str = field(default="", compare=False)
    minutes: int = field(default=0, compare=False)

    @property
    def digest(self) -> str:
        return digest([[each.kind, each.block] for each in sorted(self.requirements)])


@dataclass(frozen=True)
class Version:
    """What a parcours asks; number 0 before anybody followed it."""

    parcours: UUID
    number: int
    etapes: tuple[EtapeVersion, ...]
    title: str = field(default="", compare=False)

    @property
    def asks(self) -> str:
        """The same for two versions that ask the same things in the same order."""
        return digest([[str(etape.key), etape.digest] for etape in self.etapes])

    def etape(self, key: UUID) -> EtapeVersion | None:
        return next((etape for etape in self.etapes if etape.key == key), None)

    def as_json(self) -> dict:
        return {
            "title": self.title,
            "etapes": [
                {
                    "key": str(etape.key),
                    "title": etape.title,
                    "minutes": etape.minutes,
                    "requirements": [
                        {"kind": each.kind, "block": each.block, "words": each.words}
                        for each in etape.requirements
                    ],
                }
                for etape in self.etapes
            ],
        }

    @classmethod
    def from_json(cls, parcours: UUID, number: int, content: dict) -> "Version":
        etapes = tuple(
            EtapeVersion(
                UUID(etape["key"]),
                tuple(Requirement(**each) for each in etape["requirements"]),
                etape["title"],
                etape.get("minutes", 0),  # not known of the first versions
            )
            for etape in content["etapes"]
        )
        return cls(parcours, number, etapes, content["title"])


def digest(value) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def of_etape(etape) -> EtapeVersion:
    return EtapeVersion(
        etape.translation_key,
        requirements(etape.body),
        etape.title,
        etape.duration_minutes,
    )


def of(parcours, etapes) -> Version:
    """What the pages of a parcours ask today."""
    asked = tuple(of_etape(etape) for etape in etapes)
    return Version(parcours.translation_key, 0, asked, parcours.title)


def in_words_of(pages: dict, version: Version) -> Version:
    """The same version, said with the words of the pages that a reader reads."""
    return replace(
        version, etapes=tuple(said_as(pages.get(each.key), each) for each in version.etapes)
    )  # fmt: skip


def said_as(page, etape: EtapeVersion) -> EtapeVersion:
    if page is None:
        return etape
    words = {each.block: each.words for each in requirements(page.body)}
    asked = tuple(
        replace(each, words=words.get(each.block, each.words))
        for each in etape.requirements
    )
    return replace(etape, title=page.title, requirements=asked)


@dataclass(frozen=True)
class Changes:
    """What is not the same from one version to the next."""

    added: tuple[EtapeVersion, ...]
    removed: tuple[EtapeVersion, ...]
    changed: tuple[EtapeVersion, ...]
    is_reordered: bool


def changes(old: Version, new: Version) -> Changes:
    before = {etape.key: etape for etape in old.etapes}
    after = {etape.key: etape for etape in new.etapes}
    return Changes(
        added=tuple(etape for key, etape in after.items() if key not in before),
        removed=tuple(etape for key, etape in before.items() if key not in after),
        changed=tuple(
            etape
            for key, etape in after.items()
            if key in before and before[key].digest != etape.digest
        ),
        is_reordered=[key for key in before if key in after]
        != [key for key in after if key in before],
    )
