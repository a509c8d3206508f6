"""Asking for the translation of a record, from the admin, and writing translations."""

import wagtail_localize.models
from django.conf import settings
from django.contrib import messages
from django.db import DataError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework.response import Response
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import StringSegment
from wagtail_localize.views import edit_translation
from wagtail_localize.views.submit_translations import SubmitSnippetTranslationView

LONGEST = 10_000  # characters of a paragraph: ten times the longest of the site

# It names months by the machine, in English whoever reads: in figures, like our fields.
wagtail_localize.models.DATE_FORMAT = settings.WAGTAIL_DATE_FORMAT
edit_translation.DATE_FORMAT = settings.WAGTAIL_DATE_FORMAT


class SubmitRecordView(SubmitSnippetTranslationView):
    """A draft that lacks what is required has no translation yet: it says so."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except type(self.object).DoesNotExist:
            told = _("« %(object)s » ne se traduit pas encore : complétez d'abord ce qui est obligatoire, puis demandez à nouveau sa traduction.")  # fmt: skip
            messages.error(self.request, told % {"object": self.object})
            return redirect(self.get_default_success_url())


class WriteTranslationView(edit_translation.edit_string_translation.cls):
    """A text longer than its place is said so beside it, where it stays to be shortened."""

    def put(self, request, translation_id, string_segment_id):
        segment = get_object_or_404(StringSegment, pk=string_segment_id)
        value = request.POST.get("value", "")
        length, most = len(value), room_for(segment)
        if length <= most:
            return super().put(request, translation_id, string_segment_id)
        told = _("Ce texte n'est pas enregistré : il a %(length)s caractères, %(most)s au plus sont possibles ici.")  # fmt: skip
        return Response(
            # As its editor reads what it saved: an answer that is no 200 is « server error ».
            {
                "string_id": segment.string_id,
                "segment_id": segment.pk,
                "data": value,
                "error": told % {"length": length, "most": most},
                "comment": None,
                "last_translated_by": None,
            }
        )


def import_file(request, translation_id):
    """A file of something else, or texts longer than their place: nothing of it is kept."""
    try:
        with transaction.atomic():
            return edit_translation.upload_pofile(request, translation_id)
    except (KeyError, DataError):
        told = _("Ce fichier n'est pas importé : choisissez le fichier PO de cette traduction, tel que le site l'a donné, et dont chaque texte tient à sa place.")  # fmt: skip
        messages.error(request, told)
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def room_for(segment: StringSegment) -> int:
    """How many characters the place of a text holds."""
    model = segment.source.specific_content_type.model_class()
    fields = {field.name: field for field in model._meta.concrete_fields}
    field = fields.get(segment.context.path)
    return getattr(field, "max_length", None) or LONGEST


# At the addresses of Wagtail's, before it.
urlpatterns = [
    path(
        "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        SubmitRecordView.as_view(),
    ),
    path(
        "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
        WriteTranslationView.as_view(),
    ),
    path("localize/translate/<int:translation_id>/pofile/upload/", import_file),
]
