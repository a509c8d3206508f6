"""The translations of a source, for what its borrowed copy says in the same words."""

from wagtail_localize.models import (
    StringTranslation,
    TranslatableObject,
    TranslationContext,
)


def carry_over(source, copy) -> None:
    """
    Give the copy each translated sentence of its source, at the same place.

    A place is a field or a block, and blocks keep their ids: whoever translates the copy
    finds translated all that the network did not write otherwise. What was translated for
    the copy itself stays.
    """
    translated = StringTranslation.objects.filter(
        context__object_id=source.translation_key, has_error=False
    )
    translated = list(translated.select_related("context"))
    if translated:
        places = places_of(copy, [each.context for each in translated])
        StringTranslation.objects.bulk_create(
            [moved(each, places[each.context.path]) for each in translated],
            ignore_conflicts=True,
        )


def places_of(copy, contexts) -> dict[str, TranslationContext]:
    """The same places in the copy, by their path."""
    owner = TranslatableObject.objects.get_or_create_from_instance(copy)[0]
    here = TranslationContext.objects.filter(object=owner)
    known = set(here.values_list("path", flat=True))
    missing = {each.path: each for each in contexts if each.path not in known}
    TranslationContext.objects.bulk_create(
        TranslationContext(
            object=owner,
            path=path,
            path_id=TranslationContext._get_path_id(path),
            field_path=each.field_path,
        )
        for path, each in missing.items()
    )
    return {each.path: each for each in here}


def moved(translation: StringTranslation, place: TranslationContext):
    return StringTranslation(
        translation_of_id=translation.translation_of_id,
        locale_id=translation.locale_id,
        context=place,
        data=translation.data,
        translation_type=translation.translation_type,
        tool_name=translation.tool_name,
    )
