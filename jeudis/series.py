"""The series of Jeudis: a choice, not a table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.TextChoices):
    """Its value is in the addresses of its pages and feeds."""

    WEEKLY = "hebdomadaire", _("Le Jeudi hebdomadaire")
    PROSPECTIVE = "cycle-prospectif", _("Le cycle prospectif")

    @property
    def description(self):
        return DESCRIPTIONS[self]


DESCRIPTIONS = {
    Series.WEEKLY: _("Chaque jeudi, une pratique du « faire alliance »."),
    Series.PROSPECTIVE: _(
        "Chaque troisième jeudi du mois, un regard sur ce qui vient."
    ),
}
