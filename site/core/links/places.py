"""Every address of another site that something published leads to, and what leads to it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from html import unescape

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.models import CheckedLink, LinkPlace, OccasionMixin, Record

ADDRESS = re.compile(r"https?://\S+")
LINK = re.compile(r"""<a\s[^>]*?\bhref="(https?://[^"]+)""")
LONGEST = CheckedLink._meta.get_field("url").max_length


def published() -> Iterator:
    """All that readers may see and that an editor wrote: pages, records."""
    for model in apps.get_models():
        if issubclass(model, Record) or (issubclass(model, Page) and model is not Page):
            yield from model.objects.live().iterator(chunk_size=100)


def addresses(shown, at: datetime) -> set[str]:
    """Where a page or a record leads: by a field, a block or a link of a text."""
    hidden = {field.name for field in shown._meta.fields if not field.editable}
    if isinstance(shown, OccasionMixin):
        hidden.update(shown.fields_over(at))
    told = shown.serializable_data()
    read = texts([told[name] for name in told.keys() - hidden])
    found = {address for text in read for address in addresses_in(text)}
    return {address for address in found if len(address) <= LONGEST}


def texts(told) -> Iterator[str]:
    """The strings of what a revision would keep, whose streams are JSON in a string."""
    if isinstance(told, str):
        if told.startswith("[{"):
            with suppress(ValueError):
                told = json.loads(told)
        else:
            yield told
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for each in told:
            yield from texts(each)


def addresses_in(text: str) -> list[str]:
    if ADDRESS.fullmatch(text):
        return [text]
    return [unescape(address) for address in LINK.findall(text)]


def seek(at: datetime):
    """Know the addresses of today, and where each is; forget those that nothing leads to."""
    leading = defaultdict(set)
    for shown in published():
        place = (ContentType.objects.get_for_model(shown).pk, shown.pk)
        for address in addresses(shown, at):
            leading[address].add(place)
    # SQLite has one writer: it waits for what is written, not for what is looked through.
    know(leading, at)


@transaction.atomic
def know(leading: dict[str, set[tuple[int, int]]], at: datetime):
    CheckedLink.objects.bulk_create(
        [CheckedLink(url=url) for url in sorted(leading)], ignore_conflicts=True
    )
    links = dict(CheckedLink.objects.values_list("url", "pk"))
    gone = [key for url, key in links.items() if url not in leading]
    CheckedLink.objects.filter(pk__in=gone).delete()
    CheckedLink.objects.update(sought_on=timezone.localdate(at))
    LinkPlace.objects.all().delete()
    LinkPlace.objects.bulk_create(
        LinkPlace(link_id=links[url], content_type_id=kind, object_id=key)
        for url, places in leading.items()
        for kind, key in sorted(places)
    )
