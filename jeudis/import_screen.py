"""The screen of the import: send a file, read its mistakes or what became of it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from jeudis import importing
from jeudis.importing.reading import COLUMNS, MOST_BYTES
from jeudis.planning import EditorMixin


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un tableau (.csv) ou un dossier zippé de fichiers Markdown (.zip) : 5 Mo, 2 000 épisodes au plus."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.zip"}),
    )  # fmt: skip


class ImportView(EditorMixin, WagtailAdminTemplateMixin, FormView):
    form_class = FileForm
    template_name = "jeudis/admin/import.html"
    page_title = _("Importer des Jeudis passés")
    header_icon = "upload"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            rows, mistakes = importing.read(file.name, file.read(MOST_BYTES + 1))
        except importing.Refused as refused:
            form.add_error("file", str(refused))
            return self.form_invalid(form)
        report = importing.write(rows, mistakes, self.request.user)
        if report.mistakes:
            return self.render_to_response(
                self.get_context_data(form=form, mistakes=report.mistakes)
            )
        count = len(report.created)
        words = ngettext(
            "%(count)d Jeudi importé en brouillon, %(already)d déjà là.",
            "%(count)d Jeudis importés en brouillon, %(already)d déjà là.",
            count,
        )
        messages.success(
            self.request, words % {"count": count, "already": report.already}
        )
        return redirect("import_jeudis")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"columns": COLUMNS}


urlpatterns = [path("importer-des-jeudis/", ImportView.as_view(), name="import_jeudis")]
