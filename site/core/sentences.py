"""
Translations sentence by sentence, as wagtail-localize keeps them.

A text and its twin in another language are cut the same way; each string of the one gets
the string of the other at the same place, as if a translator had typed it. Editors then
see every sentence translated, and one that changes asks for one sentence.
"""

from collections import defaultdict

from wagtail_localize.models import String, StringTranslation, TranslationContext
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


class UnlikeError(ValueError):
    """The two texts are not cut in as many strings at this place."""

    def __init__(self, path: str, ours: int, theirs: int):
        self.path, self.ours, self.theirs = path, ours, theirs
        super().__init__(f"{path}: {ours} ≠ {theirs}")


def strings(instance) -> dict[str, list]:
    """The strings of each place of an object, in their order."""
    found = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue) and not segment.is_empty():
            found[segment.path].append(segment.string)
    return found


def pairs(source, twin) -> list[tuple]:
    """Each string of the source, with its place and the string of its twin."""
    ours, theirs = strings(source), strings(twin)
    found = []
    for path in {**ours, **theirs}:
        before, after = ours.get(path, []), theirs.get(path, [])
        if len(before) != len(after):
            raise UnlikeError(path, len(before), len(after))
        found += [(path, *both) for both in zip(before, after, strict=True)]
    return found


def keep(original, source, twin, locale, user=None):
    """Keep the strings of `twin` as the translation of those of `source`, or nothing."""
    for path, before, after in pairs(source, twin):
        context, _ = TranslationContext.objects.get_or_create(
            object=original.object, path=path
        )
        StringTranslation.objects.update_or_create(
            translation_of=String.from_value(source.locale, before),
            locale=locale,
            context=context,
            defaults={
                "data": after.data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "last_translated_by": user,
                "has_error": False,
            },
        )
