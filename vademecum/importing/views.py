"""The screens of the import: send a document, read what became of it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import MAX_WORD, Refused, writing


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=_("Document"),
        help_text=_("Un document Word (.docx, 20 Mo au plus) ou Markdown (.md, en UTF-8)."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown"}),
    )  # fmt: skip


def may_import(user) -> bool:
    parent = writing.vademecum()
    return bool(parent) and parent.permissions_for_user(user).can_add_subpage()


class ImportMixin(WagtailAdminTemplateMixin):
    page_title = _("Importer un document")
    header_icon = "upload"

    def dispatch(self, request, *args, **kwargs):
        self.parent = writing.vademecum()
        if not self.parent:
            raise Http404
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportView(ImportMixin, FormView):
    form_class = DocumentForm
    template_name = "vademecum/admin/import.html"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": _("Importer un document")},
    ]

    def form_valid(self, form):
        document = form.cleaned_data["document"]
        try:
            key = writing.import_document(
                document.name,
                document.read(MAX_WORD + 1),  # one more: too big
                self.parent,
                self.request.user,
            )
        except Refused as refused:
            form.add_error("document", str(refused))
            return self.form_invalid(form)
        return redirect("import_report", key)


class ReportView(ImportMixin, TemplateView):
    template_name = "vademecum/admin/import_report.html"
    page_title = _("Compte rendu de l'import")
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("import_document"), "label": _("Importer un document")},
        {"url": "", "label": _("Compte rendu")},
    ]

    def get_context_data(self, key, **kwargs):
        report = writing.report(key)
        if report is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"report": report}


urlpatterns = [
    path("vademecum/importer/", ImportView.as_view(), name="import_document"),
    path("vademecum/importer/<uuid:key>/", ReportView.as_view(), name="import_report"),
]
