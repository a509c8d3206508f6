from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from jeudis import checklist


class JeudiForm(WagtailAdminPageForm):
    """A draft may lack anything; an announcement may not lack what readers need."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        if not (cleaned.get("introduction") or "").strip():
            self.add_error(
                "introduction",
                _("Écrivez un chapô : il dit aux lecteurs de quoi il s'agira."),
            )
        image = cleaned.get("listing_image")
        if not checklist.has_alternative(image):
            self.add_error(
                "listing_image",
                _("Décrivez cette image : son texte de remplacement est vide."),
            )
        return cleaned
