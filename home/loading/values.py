"""What an entry says of a field or a block, as Wagtail stores it."""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from markdown_it import MarkdownIt
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

from core.blocks.body import PictureBlock
from core.choices import ChoicesField

# Ids of blocks follow from their place, so that loading twice makes the same anchors.
NAMESPACE = uuid.UUID("0d17f00d-0d17-4d17-8d17-0d1700000017")
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")  # what no database keeps
MARKDOWN = MarkdownIt("commonmark", {"html": False})
PAGE_LINK = re.compile(r'<a href="page:([^"]*)">')


TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock)


class BadValue(Exception):
    """A value that can't be what its field wants; `path` leads to it inside the field."""

    def __init__(self, message: str, path: str = ""):
        self.message, self.path = message, path
        super().__init__(message)

    def inside(self, name: str) -> "BadValue":
        return BadValue(self.message, f"{name} › {self.path}" if self.path else name)


@dataclass(frozen=True)
class Context:
    """Where keys are looked up: `find(model, key)` answers an object or raises BadValue."""

    find: callable
    place: str  # identity of the entry, without its language: the seed of block ids

    def block_id(self, path: str) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self.place}#{path}"))


def text(raw) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        raise BadValue("un texte était attendu")
    if FORBIDDEN.search(str(raw)):
        raise BadValue("le texte contient un caractère interdit")
    return str(raw).strip()


def rich_text(raw, context: Context) -> str:
    """Markdown to the HTML that Wagtail keeps; links to pages become links by id."""

    def page_link(match):
        page = context.find("page", match[1])
        return f'<a linktype="page" id="{page.pk}">'

    html = MARKDOWN.render(text(raw)).strip()
    html = html.replace("<strong>", "<b>").replace("</strong>", "</b>")
    html = html.replace("<em>", "<i>").replace("</em>", "</i>")
    html = re.sub(r"(?<=>)\n|\n(?=</?(?:p|ul|ol|li|h3)\b)", "", html).replace("\n", " ")
    return PAGE_LINK.sub(page_link, html)


def field_value(field: models.Field, raw, context: Context):
    """The value of a model's field."""
    if isinstance(field, StreamField):
        block = field.stream_block
        return stream_value(block, raw, context, field.name)
    if isinstance(field, RichTextField):
        return rich_text(raw, context)
    if isinstance(field, models.ForeignKey):
        return context.find(field.related_model, text(raw))
    if isinstance(field, ChoicesField):
        return _python(field, _list(raw))
    if isinstance(field, models.BooleanField):
        if not isinstance(raw, bool):
            raise BadValue("true ou false était attendu")
        return raw
    if isinstance(field, models.DateTimeField):
        return _instant(raw)
    if isinstance(field, models.DateField):
        if type(raw) is not date:
            raise BadValue("une date comme 2022-03-28 était attendue")
        return raw
    if isinstance(field, models.TimeField):
        try:
            return time.fromisoformat(text(raw))
        except ValueError:
            raise BadValue('une heure comme "12:00" était attendue') from None
    if isinstance(raw, list):  # one form a line, for the variants of a term
        return "\n".join(text(item) for item in raw)
    return _python(field, text(raw))


def _python(field, raw):
    """The value as the field itself reads it: its length, its choices, its form."""
    try:
        return field.clean(raw, None)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages)) from None


def _list(raw) -> list:
    if not isinstance(raw, list):
        raise BadValue("une liste était attendue")
    return raw


def _instant(raw) -> datetime:
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raw = None
    if not isinstance(raw, datetime):
        raise BadValue("un instant comme 2024-04-18T13:00 était attendu")
    return raw if timezone.is_aware(raw) else timezone.make_aware(raw)


def stream_value(block: blocks.StreamBlock, raw, context: Context, path: str) -> list:
    """A list of one-key mappings (or of plain values where one kind of block is possible)."""
    only = next(iter(block.child_blocks)) if len(block.child_blocks) == 1 else None
    stored = []
    for position, item in enumerate(_list(raw), start=1):
        where = f"{path}.{position}"
        if only and not (isinstance(item, dict) and only in item):
            item = {only: item}
        if not isinstance(item, dict) or len(item) != 1:
            raise BadValue("un bloc était attendu : « nom : contenu »", str(position))
        [(name, value)] = item.items()
        if name not in block.child_blocks:
            known = ", ".join(block.child_blocks)
            raise BadValue(
                f"bloc inconnu ; blocs possibles : {known}", f"{position} {name}"
            )
        try:
            child = block_value(block.child_blocks[name], value, context, where)
        except BadValue as error:
            raise error.inside(f"{position} {name}") from None
        stored.append({"type": name, "value": child, "id": context.block_id(where)})
    return stored


def block_value(block: blocks.Block, raw, context: Context, path: str):
    """The stored value of a block of any kind."""
    if isinstance(block, blocks.StreamBlock):
        return stream_value(block, raw, context, path)
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "value": _item(block.child_block, item, context, f"{path}.{position}", position),
                "id": context.block_id(f"{path}.{position}"),
            }
            for position, item in enumerate(_list(raw), start=1)
        ]  # fmt: skip
    if isinstance(block, PictureBlock) and isinstance(raw, dict):
        raw = {
            "image": {name: raw[name] for name in ("image", "alt_text") if name in raw},
            **{name: raw[name] for name in raw if name not in ("image", "alt_text")},
        }
    if isinstance(block, blocks.StructBlock):
        return _struct(block, raw, context, path)
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(raw, context)
    if isinstance(block, blocks.ChooserBlock):
        model = (
            "page" if isinstance(block, blocks.PageChooserBlock) else block.model_class
        )
        return context.find(model, text(raw)).pk
    if isinstance(block, blocks.BooleanBlock):
        if not isinstance(raw, bool):
            raise BadValue("true ou false était attendu")
        return raw
    if isinstance(block, blocks.DateBlock):
        if type(raw) is not date:
            raise BadValue("une date comme 2022-03-28 était attendue")
        return raw.isoformat()
    if isinstance(block, blocks.IntegerBlock):
        if type(raw) is not int:
            raise BadValue("un nombre entier était attendu")
        return raw
    return text(raw)


def _item(block, raw, context, path, position):
    try:
        return block_value(block, raw, context, path)
    except BadValue as error:
        raise error.inside(str(position)) from None


def _struct(block: blocks.StructBlock, raw, context: Context, path: str) -> dict:
    if not isinstance(raw, dict):
        raise BadValue("des champs étaient attendus")
    if unknown := [name for name in raw if name not in block.child_blocks]:
        known = ", ".join(block.child_blocks)
        raise BadValue(f"champ inconnu ; champs possibles : {known}", unknown[0])
    stored = {}
    for name, child in block.child_blocks.items():
        if name not in raw:
            default = child.get_prep_value(child.get_default())
            # An absent text is an empty one: translation tools read no None.
            stored[name] = (
                "" if default is None and isinstance(child, TEXTS) else default
            )
            continue
        try:
            stored[name] = block_value(child, raw[name], context, f"{path}.{name}")
        except BadValue as error:
            raise error.inside(name) from None
    if isinstance(block, ImageBlock):
        stored["decorative"] = not stored.get("alt_text")
    return stored
