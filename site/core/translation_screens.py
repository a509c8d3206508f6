"""Asking for the translation of a record, from the admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail_localize.views.submit_translations import SubmitSnippetTranslationView


class SubmitRecordView(SubmitSnippetTranslationView):
    """A draft that lacks what is required has no translation yet: it says so."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except type(self.object).DoesNotExist:
            told = _("« %(object)s » ne se traduit pas encore : complétez d'abord ce qui est obligatoire, puis demandez à nouveau sa traduction.")  # fmt: skip
            messages.error(self.request, told % {"object": self.object})
            return redirect(self.get_default_success_url())


# At the address of Wagtail's, before it.
urlpatterns = [
    path(
        "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        SubmitRecordView.as_view(),
    ),
]
