"""
The numbers of a season: given by the software, without gap or double.

A number that was published, or that somebody gave (an archive), never changes. The drafts
take the free numbers in the order of their dates, after those that somebody gave: one
more Jeudi between two drafts, or a draft deleted, and the others close up. Two editors
who create at once take their turn: the row of the season is their lock.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

LATEST = datetime.max.replace(tzinfo=UTC)  # a draft without a day comes last


def lock(season: Page):
    """Wait for one's turn in a season; inside a transaction, until its end."""
    Page.objects.select_for_update().get(pk=season.pk)


def free_numbers(given: set[int], published: set[int]) -> Iterator[int]:
    """The numbers that drafts may take, the lowest first."""
    first = max(given, default=0) + 1
    return (number for number in count(first) if number not in published)


def settle(season: Page, jeudis, new=None):
    """Number the drafts of a season; `jeudis` are all of them, `new` was just added."""
    if new is not None and new.number is not None:
        _keep(jeudis, new)
    if season.locale.language_code != settings.LANGUAGE_CODE:
        return
    rows = list(
        jeudis.values_list(
            "translation_key",
            "number",
            "is_number_fixed",
            "first_published_at",
            "starts_at",
            "path",
        )
    )
    given = {number for _key, number, is_fixed, *_rest in rows if is_fixed}
    published = {number for _key, number, _fixed, at, *_rest in rows if at}
    drafts = [row for row in rows if not row[2] and not row[3]]
    drafts.sort(key=lambda row: (row[4] or LATEST, row[5]))
    numbers = free_numbers(given, published)
    for (key, number, *_rest), free in zip(drafts, numbers, strict=False):
        if number != free:
            # The draft and its translations.
            jeudis.model.objects.filter(translation_key=key).update(number=free)
        if new is not None and new.translation_key == key:
            new.number = free


def after_a_move(season: Page, jeudis, moved):
    """A Jeudi that came from another season keeps its number, unless it is another's."""
    others = jeudis.exclude(translation_key=moved.translation_key)
    if others.filter(number=moved.number).exists():
        last = others.order_by("-number").values_list("number", flat=True).first()
        same = jeudis.model.objects.filter(translation_key=moved.translation_key)
        same.update(number=last + 1)
    settle(season, jeudis)


def _keep(jeudis, new):
    """A number that somebody gave: theirs, unless it is already another's."""
    others = jeudis.exclude(translation_key=new.translation_key)
    if others.filter(number=new.number).exists():
        raise ValidationError(
            {"number": _("Ce numéro est déjà celui d'un autre Jeudi de la saison.")}
        )
    new.is_number_fixed = True
    jeudis.filter(pk=new.pk).update(is_number_fixed=True)
