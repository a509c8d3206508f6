"""An étape as plain data, so that three versions of it can be compared and kept."""

import json
import re
import uuid

from django.apps import apps

from .merging import Content

# What a network follows of a source. Its address, its picture and what search engines
# read are each one's own.
FIELDS = ("title", "introduction", "duration_minutes")
STREAMS = ("aims", "body")
# What the editor of texts writes on each paragraph, the first time that a page is saved.
PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')


def of(etape) -> Content:
    """What an étape says, as it stands in its own row."""
    fields = {name: getattr(etape, name) for name in FIELDS}
    return fields | {name: named(getattr(etape, name).raw_data) for name in STREAMS}


def of_revision(revision) -> Content:
    """What a draft says."""
    fields = {name: revision.content[name] for name in FIELDS}
    streams = {name: json.loads(revision.content[name]) for name in STREAMS}
    return fields | {name: named(stream) for name, stream in streams.items()}


def of_latest(etape) -> Content:
    """What readers see of an étape; of one that was never published, its draft."""
    if etape.live or not etape.latest_revision:
        return of(etape)
    return of_revision(etape.latest_revision)


def named(stream) -> list[dict]:
    """Blocks with an id each: of two with the same one, the second gets its own."""
    blocks, seen = [], set()
    for block in stream:
        key = block["id"]
        while key in seen:
            key = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
        seen.add(key)
        value = without_keys(block["value"])
        blocks.append({"type": block["type"], "value": value, "id": key})
    return blocks


def without_keys(value):
    """A value as its author wrote it: nobody chooses the keys of paragraphs."""
    if isinstance(value, str):
        return PARAGRAPH_KEY.sub("", value)
    if isinstance(value, dict):
        return {name: without_keys(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_keys(each) for each in value]
    return value


def normal(content: Content) -> Content:
    """The same, as the blocks of today write it: a new field of a block is no change."""
    return content | {name: rewritten(name, content[name]) for name in STREAMS}


def rewritten(name: str, stream: list[dict]) -> list[dict]:
    value = stream_block(name).to_python(stream)
    for child in value:
        _read = child.value  # else it is written back as it was kept
    return named(value.get_prep_value())


def field(name: str):
    return apps.get_model("parcours.EtapePage")._meta.get_field(name)


def stream_block(name: str):
    return field(name).stream_block


def write(etape, content: Content) -> None:
    """Give a content to an étape; nothing is saved."""
    for name in (*FIELDS, *STREAMS):
        setattr(etape, name, content[name])
