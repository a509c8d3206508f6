"""
Records: facts that live once and that pages cite.

A citation always points at the row of the source language. The reader's language is
chosen when the record is shown (`in_language`), so that a page in English cites the
same fact as the page in French, and says it in French where nobody has translated it.
What is no language (a value, a date, an address) is copied to the translations each
time the source is published: one edit reaches every page.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.coreutils import camelcase_to_underscore
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    ReferenceIndex,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from core import together

from .following import FollowingMixin


class RecordQuerySet(models.QuerySet):
    def live(self):
        """What readers may see: a fact withdrawn or deleted in French is so everywhere."""
        is_source = Q(locale__language_code=settings.LANGUAGE_CODE)
        source = self.model._default_manager.filter(
            is_source, live=True, translation_key=OuterRef("translation_key")
        )
        return self.filter(is_source | Exists(source), live=True)

    def sources(self):
        """The rows that pages cite: those of the site's first language."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def for_readers(self, language: str | None = None) -> list:
        """
        Live records, one each: in the reader's language, else in the source's.

        In the order of this queryset, in one statement.
        """
        language = language or get_language()
        rows = self.live().filter(
            locale__language_code__in={language, settings.LANGUAGE_CODE}
        )
        chosen = {}
        for row in rows.select_related("locale", *self.model.shown_with):
            kept = chosen.setdefault(row.translation_key, row)
            if kept.locale.language_code != language:
                chosen[row.translation_key] = row
        return list(chosen.values())

    def cited(self, keys) -> dict:
        """
        The source rows of these primary keys, each with its translations at hand.

        One statement, whatever the number of languages.
        """
        return cited({self.model: set(keys) - {None}})[self.model]

    def with_translations(self, keys):
        """The rows of these primary keys, and their translations."""
        same = self.model._default_manager.filter(pk__in=keys).values("translation_key")
        return self.filter(
            Q(pk__in=keys) | Q(translation_key__in=Subquery(same))
        ).select_related("locale", *self.model.shown_with)


def cited(keys: dict[type["Record"], set]) -> dict[type["Record"], dict]:
    """The records of these primary keys, of any kind, in one statement: see `cited` above."""
    querysets = [
        model.objects.with_translations(asked) for model, asked in keys.items() if asked
    ]
    found = {model: {} for model in keys}
    for queryset, rows in zip(querysets, together.fetched(querysets), strict=True):
        translations = {}
        for row in rows:
            row.translations = translations.setdefault(row.translation_key, {})
            row.translations[row.locale.language_code] = row
            found[queryset.model][row.pk] = row
    return found


class Record(
    FollowingMixin,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A shared fact with drafts, versions, approval, usage and translations."""

    objects = RecordQuerySet.as_manager()

    # Named by the subclass: what identifies the record in content files and addresses.
    key_field = "slug"
    # Relations that its templates show: fetched with it.
    shown_with = ()

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def in_language(self, language: str | None = None):
        """This record as the reader of a language sees it."""
        if not hasattr(self, "translations"):
            self.translations = (
                type(self).objects.cited([self.pk])[self.pk].translations
            )
        row = self.translations.get(language or get_language())
        return row if row is not None and row.live else self

    @property
    def language(self) -> str:
        return self.locale.language_code

    def validate_unique(self, exclude=None):
        """Two facts never have one name: it is their address, their file, their link."""
        key = getattr(self, self.key_field)
        if self.key_field not in (exclude or ()) and key not in (None, ""):
            named = type(self)._default_manager.filter(**{self.key_field: key})
            other = named.exclude(translation_key=self.translation_key).first()
            if other is not None:
                message = _("« %(key)s » est déjà pris par « %(record)s ».")
                raise ValidationError(
                    {self.key_field: message % {"key": key, "record": other}}
                )
        super().validate_unique(exclude)

    def get_preview_template(self, request, mode_name):
        """Named after the record, as the template of a page is."""
        name = camelcase_to_underscore(self._meta.object_name)
        return f"{self._meta.app_label}/{name}_preview.html"

    def citations(self):
        """Where pages and other records cite this one, in any language."""
        return ReferenceIndex.get_references_to(self)

    def delete(self, *args, **kwargs):
        if self.citations().exists():
            raise ProtectedError(f"{self} is cited", set(self.citations()))
        return super().delete(*args, **kwargs)
