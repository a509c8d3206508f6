"""
A translation that wagtail-localize knows, as if a translator had typed it.

The source and its English twin are cut into segments the same way; each French string
gets the English one at the same place. Editors then see every segment translated, and
one changed French sentence asks for one English sentence.
"""

from collections import defaultdict

from wagtail_localize.models import (
    String,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .values import BadValue


def translate(source, english, locale):
    """Publish the translation of `source`; `english` is its twin, never saved."""
    original, _ = TranslationSource.update_or_create_from_instance(source)
    translation, _ = Translation.objects.get_or_create(
        source=original, target_locale=locale
    )
    ours, theirs = strings(source), strings(english)
    for path, french in ours.items():
        english_strings = theirs.get(path, [])
        if len(english_strings) != len(french):
            raise BadValue(
                f"{len(french)} passages en français, {len(english_strings)} en anglais : "
                "les deux langues doivent avoir la même structure",
                path,
            )
        context, _ = TranslationContext.objects.get_or_create(
            object=original.object, path=path
        )
        for before, after in zip(french, english_strings, strict=True):
            StringTranslation.objects.update_or_create(
                translation_of=String.from_value(source.locale, before),
                locale=locale,
                context=context,
                defaults={
                    "data": after.data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
    # Published here and now: wagtail-localize would wait for the end of the transaction,
    # then write back rows from before their children existed.
    translation.save_target(publish=False)
    source.get_translation(locale).latest_revision.publish()
    return source.get_translation(locale)


def strings(instance) -> dict[str, list]:
    """The strings of each place of an object, in their order."""
    found = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue) and not segment.is_empty():
            found[segment.path].append(segment.string)
    return found
