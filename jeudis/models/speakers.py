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
        help_text=_(
            "Laissez vide : celle de sa notice aujourd'hui, gardée pour toujours."
        ),
    )
    organisation = models.ForeignKey(
        "core.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation à cette date"),
    )

    panels = ["person", "role", "organisation"]
    # A citation of a person, like any other, points at the source row.
    override_translatable_fields = [SourceField("person"), SourceField("organisation")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("intervenant")
        verbose_name_plural = _("intervenants")

    def __str__(self):
        return str(self.person)

    def freeze(self):
        """Keep the role and organisation of today's notice, whatever they become."""
        if not self.role:
            self.role = self.person.role
            self.organisation = self.organisation or self.person.organisation

    def speak(self, person):
        """Show the notice in another language, and its role when that is still the one."""
        if not self.role or self.role == self.person.role:
            self.role = person.role
        self.person = person

    @property
    def shown_role(self) -> str:
        return self.role or self.person.role

    @property
    def shown_organisation(self):
        """Without a role of that day, the notice of today says both."""
        found = self.organisation or (None if self.role else self.person.organisation)
        return found if found is not None and found.live else None

    def linked_data(self) -> dict:
        """As the page names them."""
        organisation = self.shown_organisation
        return {
            "@type": "Person",
            "name": self.person.name,
            "jobTitle": self.shown_role,
            "affiliation": {"@type": "Organization", "name": organisation.name}
            if organisation
            else None,
        }
