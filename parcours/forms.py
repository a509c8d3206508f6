"""What an editor is told before a parcours is saved, draft or not."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from . import prerequisites, tracks


class ParcoursForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields and self.is_of_a_network():
            usage = self.instance.Kind.USAGE
            self.fields["kind"].choices = [(usage.value, usage.label)]
            self.initial["kind"] = usage.value

    def is_of_a_network(self) -> bool:
        parent = self.parent_page or self.instance.get_parent()
        return parent.content_type.model == "reseaupage"

    # Here, not in `ParcoursPage.clean`: a parcours whose étape was made longer since
    # must still be published, moved and translated.
    def clean(self):
        cleaned = super().clean()
        if around := prerequisites.loop_through(self.instance, self.chosen()):
            self.add_error(
                None,
                _("Les prérequis tournent en rond : %(loop)s.")
                % {"loop": " → ".join(around)},
            )
        if "tracks" in cleaned:
            minutes = self.instance.minutes_by_etape()
            for message in tracks.mistakes(cleaned["tracks"], minutes):
                self.add_error("tracks", message)
        return cleaned

    def chosen(self) -> list:
        """The prerequisites that the form asks for."""
        formset = self.formsets["prerequisites"]
        formset.is_valid()
        return [
            form.cleaned_data["prerequisite"]
            for form in formset.forms
            if form.is_valid()
            and form.cleaned_data.get("prerequisite")
            and not form.cleaned_data.get("DELETE")
        ]
