from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, TranslatableMixin

from core.models import SourceField


class Speaker(TranslatableMixin, Orderable):
    """Who speaks in a Jeudi, with their role and organisation at that date."""

    jeudi = ParentalKey(
        "jeudis.JeudiPage", on_delete=models.CASCADE, related_name="speakers"
    )
    person = models.ForeignKey(
        "core.Person",
        on_delete=models.PROTECT,
        related_name="speeches",
        verbose_name=_("personne"),
    )
    role = models.CharField(
        _("fonction à cette date"),
        max_length=250,
        blank=True,
        help_text=_("Laissez vide pour la fonction de sa notice."),
    )

    panels = ["person", "role"]
    # A citation of a person, like any other, points at the source row.
    override_translatable_fields = [SourceField("person")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("intervenant")
        verbose_name_plural = _("intervenants")

    def __str__(self):
        return str(self.person)

    @property
    def shown_role(self) -> str:
        return self.role or self.person.role

    def linked_data(self) -> dict:
        """As the page names them: an organisation of today says nothing of that day."""
        organisation = self.person.organisation
        is_shown = organisation is not None and not self.role
        return {
            "@type": "Person",
            "name": self.person.name,
            "jobTitle": self.shown_role,
            "affiliation": {"@type": "Organization", "name": organisation.name}
            if is_shown
            else None,
        }
