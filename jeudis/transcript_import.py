"""The screen that takes a transcript in: a file of captions or of text, as a draft to read."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.timecodes import clock

from . import transcripts
from .models import JeudiPage
from .transcripts import LARGEST, Refused


class TranscriptForm(forms.Form):
    transcript = forms.FileField(
        label=_("Transcription"),
        help_text=_("Des sous-titres (.vtt ou .srt) ou un texte (.txt, en UTF-8)."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,.txt,text/vtt,text/plain"}),
    )


def may_import(page, user) -> bool:
    permissions = page.permissions_for_user(user)
    return page.is_source and permissions.can_edit() and not permissions.page_locked()


class ImportView(WagtailAdminTemplateMixin, FormView):
    page_title = _("Importer une transcription")
    header_icon = "upload"
    form_class = TranscriptForm
    template_name = "jeudis/admin/import_transcript.html"

    def dispatch(self, request, *args, pk, **kwargs):
        self.jeudi = get_object_or_404(JeudiPage, pk=pk)
        self.edit_url = reverse("wagtailadmin_pages:edit", args=[pk])
        if not may_import(self.jeudi, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.edit_url, "label": self.jeudi.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "replaced": len(self.jeudi.get_latest_revision_as_object().transcript)
        }

    def form_valid(self, form):
        file = form.cleaned_data["transcript"]
        try:
            passages = transcripts.read(file.read(LARGEST + 1), file.name)
        except Refused as refused:
            form.add_error("transcript", str(refused))
            return self.form_invalid(form)
        page = self.jeudi.get_latest_revision_as_object()
        page.transcript = [
            ("segment", {"start": _start(each), "speaker": each.speaker, "text": each.text})
            for each in passages
        ]  # fmt: skip
        page.save_revision(user=self.request.user, log_action=True)
        taken = ngettext(
            "%(count)s passage est entré dans un brouillon : relisez-le, puis publiez.",
            "%(count)s passages sont entrés dans un brouillon : relisez-les, puis publiez.",
            len(passages),
        )
        messages.success(self.request, taken % {"count": len(passages)})
        return redirect(self.edit_url)


def _start(passage) -> str:
    return "" if passage.start is None else clock(passage.start, has_fraction=True)


urlpatterns = [
    path(
        "jeudis/<int:pk>/transcription/",
        ImportView.as_view(),
        name="import_transcript",
    )
]
