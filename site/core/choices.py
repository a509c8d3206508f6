"""The fixed words of the strategy, and a field that keeps several of them."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Pillar(models.TextChoices):
    """One of the four pillars that make alliances known."""

    CAPITALISER = "capitaliser", _("Capitaliser")
    EVALUER = "evaluer", _("Évaluer")
    MODELISER = "modeliser", _("Modéliser")
    FAIRE_VALOIR = "faire-valoir", _("Faire-valoir")


class Audience(models.TextChoices):
    """One of the three publics (« publics » for readers) that relay the results."""

    INSTITUTIONS = "institutions", _("Institutions")
    ACADEMIQUES = "academiques", _("Acteurs académiques")
    MEDIAS = "medias", _("Médias")


class Concern(NamedTuple):
    """What concerns a public, a pillar, or both: a cell of the grid then."""

    audience: str = ""
    pillar: str = ""

    @property
    def code(self) -> str:
        """« medias.evaluer »: never changes."""
        return f"{self.audience}.{self.pillar}"

    @property
    def label(self) -> str:
        """« Évaluer · Médias », as the page of the cell is called."""
        words = [Pillar(self.pillar).label] if self.pillar else []
        words += [Audience(self.audience).label] if self.audience else []
        return "\u00a0· ".join(str(word) for word in words)

    def condition(self, prefix: str = "") -> models.Q:
        """The condition « this page concerns it », of the table that `prefix` leads to."""
        found = models.Q()
        if self.audience:
            found &= has(f"{prefix}audiences", self.audience)
        if self.pillar:
            found &= has(f"{prefix}pillars", self.pillar)
        return found


class Medoc(models.TextChoices):
    """M.E.D.O.C.: the five kinds of resources."""

    METHODES = "methodes", _("Méthode")
    EXEMPLES = "exemples", _("Exemple")
    DONNEES = "donnees", _("Donnée")
    OUTILS = "outils", _("Outil")
    COMPETENCES = "competences", _("Compétence")


class ChoicesField(models.Field):
    """
    Several values of a fixed list, in the order of that list, in one column.

    Stored as ``|a|b|`` so that one portable condition finds a value, without the join
    and the extra statement that a table of seven rows would cost each page:

    >>> NewsPage.objects.filter(has("pillars", Pillar.EVALUER))
    """

    description = _("Plusieurs choix d'une liste")

    def __init__(self, *args, values=(), **kwargs):
        self.values = values
        super().__init__(*args, **{"max_length": 120, "default": list, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for derived in ("max_length", "default"):
            kwargs.pop(derived)
        return name, path, args, kwargs

    def get_internal_type(self):
        return "CharField"

    def to_python(self, value):
        if isinstance(value, str):
            value = [part for part in value.strip("|").split("|") if part]
        chosen = {str(item) for item in value or ()}
        if unknown := chosen - {str(known) for known in self.values.values}:
            raise ValidationError(
                _("Choix inconnu : %(value)s."), params={"value": ", ".join(unknown)}
            )
        return [known for known in self.values.values if known in chosen]

    def from_db_value(self, value, expression, connection):
        return [part for part in (value or "").strip("|").split("|") if part]

    def get_prep_value(self, value):
        if isinstance(value, str):
            return value
        return f"|{'|'.join(value)}|" if value else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.values.choices,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


def has(field: str, value: str) -> models.Q:
    """The condition « this ChoicesField holds that value »."""
    return models.Q(**{f"{field}__contains": f"|{value}|"})
