"""The screen where the team exports and imports the glossary."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button

from core.snippets import RecordIndexView

from . import reading, rows, writing

NEEDED = ("vademecum.change_terme", "vademecum.add_terme")
LIST = "wagtailsnippets_vademecum_terme:list"


class GlossaryPermissionMixin:
    """For those who may write terms; anybody else is sent back by the admin."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perms(NEEDED):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tableau du glossaire (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class TableView(GlossaryPermissionMixin, WagtailAdminTemplateMixin, FormView):
    """Take the table away, bring it back."""

    form_class = TableForm
    template_name = "vademecum/admin/glossary_table.html"
    page_title = gettext_lazy("Importer ou exporter le glossaire")
    header_icon = "table"

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(LIST), "label": _("Termes")},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        # One byte more than allowed is enough to know that it is too much.
        loaded = writing.load(file.read(reading.HEAVIEST + 1), self.request.user)
        if loaded.mistakes:
            context = self.get_context_data(form=form, mistakes=loaded.mistakes)
            return self.render_to_response(context, status=422)
        count = len(loaded.changes)
        if count:
            said = ngettext(
                "%(count)s brouillon enregistré ; il reste à le faire relire.",
                "%(count)s brouillons enregistrés ; il reste à les faire relire.",
                count,
            )
            messages.success(self.request, said % {"count": count})
        else:
            messages.info(self.request, _("Ce tableau ne change rien."))
        if loaded.unlike:
            told = _(
                "L'anglais de ces termes n'a plus les mêmes phrases que le français et ne se "
                "traduit plus phrase à phrase : %(names)s."
            )
            names = ", ".join(loaded.unlike)
            messages.warning(self.request, told % {"names": names})
        return redirect(LIST)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DownloadView(GlossaryPermissionMixin, View):
    def get(self, request):
        return rows.response(rows.drafts())


class TermeIndexView(RecordIndexView):
    """The listing of terms, with the way to their table."""

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.request.user.has_perms(NEEDED):
            buttons.append(
                Button(
                    _("Importer ou exporter le glossaire"),
                    url=reverse("wagtailsnippets_vademecum_terme:table"),
                    icon_name="table",
                )
            )
        return buttons
