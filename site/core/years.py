"""
The years that a form takes, whoever wrote the form.

Beyond them an instant has no equal in another time zone, and no day comes before or
after: the database, a calendar, a rhythm would fail on a year that was only mistyped.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST, LAST = 1000, 2999


def validate_year(day: date) -> None:
    if not FIRST <= day.year <= LAST:
        raise ValidationError(
            _("Cette année n'est pas possible : écrivez-la en quatre chiffres, de %(first)s à %(last)s."),
            params={"first": FIRST, "last": LAST},
        )  # fmt: skip


def bound_forms() -> None:
    """Wagtail's own forms too: planned publication, filters of reports, blocks."""
    for field in (forms.DateField, forms.DateTimeField):
        field.default_validators = [validate_year]
