"""
A translation that wagtail-localize knows, as if a translator had typed it.

The source and its English twin are cut into segments the same way; each French string
gets the English one at the same place. Editors then see every segment translated, and
one changed French sentence asks for one English sentence.
"""

from wagtail.fields import StreamField
from wagtail_localize.models import Translation, TranslationSource

from core import sentences

from .values import BadValue


def translate(source, english, locale):
    """Publish the translation of `source`; `english` is its twin, never saved."""
    original, _ = TranslationSource.update_or_create_from_instance(source)
    translation, _ = Translation.objects.get_or_create(
        source=original, target_locale=locale
    )
    same_blocks(source, english)
    try:
        sentences.keep(original, source, english, locale)
    except sentences.UnlikeError as error:
        raise different(error.ours, error.theirs, place(source, error.path)) from None
    # Published here and now: wagtail-localize would wait for the end of the transaction,
    # then write back rows from before their children existed.
    translation.save_target(publish=False)
    source.get_translation(locale).latest_revision.publish()
    return source.get_translation(locale)


def same_blocks(source, english):
    """Each stream has the same kinds of blocks in the same order."""
    for column in source._meta.get_fields():
        if not isinstance(column, StreamField):
            continue
        ours, theirs = (
            [block["type"] for block in getattr(instance, column.name).raw_data]
            for instance in (source, english)
        )
        if ours != theirs:
            raise different(", ".join(ours), ", ".join(theirs), column.name)


def different(ours, theirs, path: str) -> BadValue:
    return BadValue(
        f"en français : {ours} ; en anglais : {theirs} ; "
        "les deux langues doivent avoir la même structure",
        path,
    )


def place(instance, path: str) -> str:
    """« body › 3 », as a file counts, for a path that names a block by its id."""
    name, _dot, rest = path.partition(".")
    stream = getattr(instance, name, None)
    if not rest or not hasattr(stream, "raw_data"):
        return path
    ids = [block["id"] for block in stream.raw_data]
    block = rest.partition(".")[0]
    return f"{name} › {ids.index(block) + 1}" if block in ids else name
