"""What a reader chose of the grid: publics by pillars."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.address_words import asked
from core.choices import Audience, Pillar


@dataclass(frozen=True)
class Cell:
    pillar: Pillar
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    audience: Audience
    cells: list[Cell]


@dataclass(frozen=True)
class Choices:
    """The pillars chosen for each public, in the order of the strategy."""

    pillars: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self):
        return any(self.pillars.values())

    @classmethod
    def read(cls, values) -> "Choices":
        """From the boxes of a form, « medias.evaluer »; a sentence if none is chosen."""
        known = {f"{a}.{p}": (a, p) for a in Audience.values for p in Pillar.values}
        if any(value not in known for value in values):
            raise ValidationError(_("Une case choisie n'existe pas : choisissez parmi celles-ci."))  # fmt: skip
        pairs = {known[value] for value in values}
        if not pairs:
            raise ValidationError(_("Cochez au moins une case : elle dit ce que vous recevrez."))  # fmt: skip
        return cls.of(pairs)

    @classmethod
    def asked(cls, parameters) -> "Choices":
        """What the query of a link suggests."""
        return cls.around(
            asked(parameters, "public", Audience.values),
            asked(parameters, "pilier", Pillar.values),
        )

    @classmethod
    def around(cls, audience: str | None, pillar: str | None) -> "Choices":
        """What a link suggests: a public, a pillar, or where they cross."""
        audiences = [audience] if audience in Audience.values else Audience.values
        pillars = [pillar] if pillar in Pillar.values else Pillar.values
        if len(audiences) > 1 and len(pillars) > 1:
            return cls()
        return cls.of({(a, p) for a in audiences for p in pillars})

    @classmethod
    def of(cls, pairs) -> "Choices":
        return cls(
            {
                a: tuple(p for p in Pillar.values if (a, p) in pairs)
                for a in Audience.values
            }
        )

    def rows(self) -> list[Row]:
        """The whole grid, for a form."""
        return [
            Row(
                audience,
                [
                    Cell(
                        pillar,
                        f"{audience}.{pillar}",
                        pillar in self.pillars.get(audience, ()),
                    )
                    for pillar in Pillar
                ],
            )
            for audience in Audience
        ]

    def lines(self) -> list[tuple[str, str]]:
        """In words: each public chosen, and its pillars."""
        return [
            (
                str(audience.label),
                ", ".join(str(Pillar(p).label) for p in self.pillars[audience]),
            )
            for audience in Audience
            if self.pillars.get(audience)
        ]
