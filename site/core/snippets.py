"""The screens of a record: its list, and its form, which says first who cites it."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.models import Page
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from .locks import hold
from .models import Record

MOST = 20


class RecordIndexView(IndexView):
    """Both languages are in the list, often under one name: each row says its own."""

    @cached_property
    def columns(self):
        box, name, *others = super().columns
        return [box, name, LocaleColumn(label=_("Langue")), *others]


class OneName:
    """A name that is free when the form is checked is still free when the record is written."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        hold(ContentType.objects.get_for_model(self.model))
        return super().post(request, *args, **kwargs)


class CreateRecordView(OneName, CreateView):
    pass


class EditRecordView(OneName, EditView):
    pass


class RecordViewSet(SnippetViewSet):
    index_view_class = RecordIndexView
    add_view_class = CreateRecordView
    edit_view_class = EditRecordView

    @property
    def panels(self):
        return [CitationsPanel(), *self.model.panels]


@dataclass(frozen=True)
class Citation:
    """A page or a record that cites the one being edited."""

    title: str
    kind: str
    language: str
    live: bool
    edit_url: str | None


class CitationsPanel(Panel):
    """« Où ce fait est cité », before one changes it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/citations.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            cited = cited_row(self.instance)
            count, citations = citations_of(cited, self.request.user)
            return super().get_context_data(parent_context) | {
                "citations": citations,
                "count": count,
                "others": count - len(citations),
                "usage_url": reverse(
                    cited.snippet_viewset.get_url_name("usage"), args=[cited.pk]
                ),
            }


def cited_row(record: Record) -> Record:
    """The row that pages cite: that of the source language, even for a translation."""
    if record.locale.language_code == settings.LANGUAGE_CODE:
        return record
    sources = type(record).objects.sources()
    return sources.filter(translation_key=record.translation_key).first() or record


def citations_of(record: Record, user) -> tuple[int, list[Citation]]:
    """
    How many pages and records cite this one, and the first of them.

    One statement for the references, one for each kind of object, whatever their number.
    """
    references = record.citations().values_list("base_content_type", "object_id")
    found = sorted(set(references.order_by()))
    keys = defaultdict(list)
    for kind, key in found[:MOST]:
        keys[kind].append(key)
    urls, citations = AdminURLFinder(user), []
    for kind, some in keys.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        relations = getattr(model, "shown_with", ())
        if hasattr(model, "locale"):
            relations = ("locale", *relations)
        rows = model._base_manager.select_related(*relations).in_bulk(some)
        citations += [citation(row, urls) for row in rows.values()]
    return len(found), citations


def citation(row, urls: AdminURLFinder) -> Citation:
    is_page = isinstance(row, Page)
    kind = row.cached_content_type.model_class() if is_page else type(row)
    locale = getattr(row, "locale", None)
    return Citation(
        title=row.get_admin_display_title() if is_page else str(row),
        kind=kind._meta.verbose_name,
        language=locale.language_code if locale else "",
        live=getattr(row, "live", True),
        edit_url=urls.get_edit_url(row),
    )
