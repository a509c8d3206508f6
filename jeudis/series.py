"""The series of Jeudis: a choice, not a table."""

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Series(models.TextChoices):
    """Its value, as each language writes it, is in the addresses of its pages and feeds."""

    WEEKLY = "hebdomadaire", _("Le Jeudi hebdomadaire")
    PROSPECTIVE = "cycle-prospectif", _("Le cycle prospectif")

    @property
    def below(self):
        """Its address below the list of the Jeudis, in each language."""
        return format_lazy("series/{}/", pgettext_lazy("address", self.value))

    @property
    def description(self):
        return DESCRIPTIONS[self]


DESCRIPTIONS = {
    Series.WEEKLY: _("Chaque jeudi, une pratique du « faire alliance »."),
    Series.PROSPECTIVE: _(
        "Chaque troisième jeudi du mois, un regard sur ce qui vient."
    ),
}
