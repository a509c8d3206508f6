"""What has no language is the same in every translation: published once, it follows."""

from django.conf import settings
from django.db import models, transaction
from modelcluster.models import get_serializable_data_for_fields
from wagtail_localize.fields import SynchronizedField


class SourceField(SynchronizedField):
    """A field that has no language: the same in every translation, never overridden."""

    def __init__(self, field_name):
        super().__init__(field_name, overridable=False)


class FollowingMixin(models.Model):
    """
    Translations that follow their source, whoever publishes, whichever is published.

    A translator works on a copy of the source as it was: what they publish takes the
    values of today. Comes before `DraftStateMixin` or `Page` among the bases.
    """

    # Computed values, in no form, that follow as well.
    following_fields = ()

    class Meta:
        abstract = True

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        super().publish(revision, *args, **kwargs)
        source = self.source()
        if source is not None:
            source.synchronise_translations()

    def source(self):
        """Its published row in the site's first language."""
        rows = type(self).objects.filter(
            translation_key=self.translation_key,
            locale__language_code=settings.LANGUAGE_CODE,
        )
        return rows.filter(live=True).first()

    def synchronise_translations(self):
        """Bring the values without language to the translations, live and draft alike."""
        source = type(self).objects.get(pk=self.pk)
        for translation in source.get_translations():
            if not translation.take(source):
                continue
            was_draft = translation.has_unpublished_changes
            translation.save()
            draft = translation.get_latest_revision_as_object()
            draft.take(source)
            revision = draft.save_revision(clean=False)
            if translation.live and not was_draft:
                revision.publish()

    def take(self, source) -> bool:
        """Become what the source is, but for the words; True if anything differed."""
        return copy_values(source, self)


def copy_values(source, target) -> bool:
    """Copy what has no language; texts stay the translator's. True if anything differed."""
    changed = False
    for name in source.following_fields:
        if getattr(source, name) != getattr(target, name):
            setattr(target, name, getattr(source, name))
            changed = True
    for translatable in source.override_translatable_fields:
        if not isinstance(translatable, SourceField):
            continue
        field = source._meta.get_field(translatable.field_name)
        if field.one_to_many:
            if rows_of(source, field.name) != rows_of(target, field.name):
                source.copy_child_relation(field.name, target)
                changed = True
        elif getattr(source, field.attname) != getattr(target, field.attname):
            setattr(target, field.attname, getattr(source, field.attname))
            changed = True
    return changed


def rows_of(record, relation: str) -> list[dict]:
    """The children of a record as plain data, without what ties them to their parent."""
    field = record._meta.get_field(relation)
    return [
        {
            name: value
            for name, value in get_serializable_data_for_fields(child).items()
            if name not in ("pk", field.field.name)
        }
        for child in getattr(record, relation).all()
    ]
