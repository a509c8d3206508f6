"""The drafts that a file without mistake asks for; all of them, or none."""

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import Translation

from core import sentences
from vademecum.models.glossary import Terme

from .checking import Change, Plan, plan
from .rows import WORDS


@transaction.atomic
def load(data: bytes, user) -> Plan:
    """Write the drafts of a file without mistake, signed by the user; else nothing."""
    planned = plan(data, user)
    if planned.mistakes:
        return planned
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in WORDS
    }
    for change in planned.changes:
        if change.language == "fr" and change.draft.pk is None:
            change.draft.locale, change.draft.live = locales["fr"], False
            change.draft.save()
    # Every term exists now: what is broader may come later in the file.
    by_slug = {
        term.slug: term
        for term in (
            row.get_latest_revision_as_object()
            for row in Terme.objects.filter(locale=locales["fr"])
        )
    }
    for change in planned.changes:
        draft = change.draft
        if change.language == "en":
            if not prepare_english(change, locales["en"], user):
                planned.unlike.append(draft.name)
        else:
            draft.broader = by_slug.get(change.row["broader"])
        draft.save_revision(user=user, log_action=True, clean=False)
    return planned


def prepare_english(change: Change, locale: Locale, user) -> bool:
    """
    A new English term follows its French one; an older one keeps its sentences, if it can.

    wagtail-localize writes a synchronised translation from the strings that it keeps: what
    is imported becomes these strings. Where both languages are no longer cut alike, they
    would overwrite the import: the term then leaves that mode, and False says so.
    """
    draft, french = change.draft, change.base
    if draft.pk is None:
        draft.locale, draft.live = locale, False
        draft.translation_key = french.translation_key
        draft.broader, draft.source_url = french.broader, french.source_url
        draft.save()
        return True
    kept = Translation.objects.filter(
        source__object_id=draft.translation_key, target_locale=locale, enabled=True
    ).select_related("source")
    for translation in kept:
        original = translation.source
        try:
            with transaction.atomic():
                # What is translated today, and what this very file may have changed.
                for source in (original.as_instance(), french):
                    sentences.keep(original, source, draft, locale, user)
        except sentences.UnlikeError:
            translation.enabled = False
            translation.save(update_fields=["enabled"])
            return False
    return True
