"""
What there is to see or hear of an episode is the same in every language; its words are not.

A recording has no language that a translation would change: once it is published in
French, the pages, podcasts and players of the other languages have it too. Its title is
its translator's; until there is one, the kind of thing it is, in the reader's language.
"""

from django.utils.translation import override
from wagtail_localize.models import SegmentOverride


def followed(source, target) -> list[dict]:
    """The media of a translation, once those of its source have been brought to it."""
    theirs = {block["id"]: block for block in target.media.raw_data}
    chosen = chosen_by_translators(target) if theirs else set()
    found = []
    for block in source.media.raw_data:
        twin = theirs.pop(block["id"], None)
        if twin is not None and block["id"] in chosen:
            found.append(dict(twin))
        else:
            found.append(dict(block) | {"value": worded(source, block, twin, target)})
    return found + [block for block in theirs.values() if not was_in(source, block)]


def worded(source, block: dict, twin: dict | None, target):
    """What is played or opened, under its name in the language of the translation."""
    value = block["value"]
    if not isinstance(value, dict):
        return value
    if twin is not None:
        return value | {"title": twin["value"]["title"]}
    kind = source.media.stream_block.child_blocks[block["type"]]
    with override(target.language):
        return value | {"title": str(kind.label)}


def chosen_by_translators(target) -> set[str]:
    """The blocks in which they put an address or a file of their own language."""
    paths = SegmentOverride.objects.filter(
        locale=target.locale_id,
        context__object_id=target.translation_key,
        context__path__startswith="media.",
    ).values_list("context__path", flat=True)
    return {path.split(".")[1] for path in paths}


def was_in(source, block: dict) -> bool:
    """Whether the source once had it: then it was taken back, else it is the translator's."""
    return source.revisions.filter(content__media__icontains=block["id"]).exists()
