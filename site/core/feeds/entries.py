from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.conf import settings

from core import address_words

# The instant of pages that were made live without ever being published.
LONG_AGO = datetime(2020, 5, 7, tzinfo=UTC)


class Category(NamedTuple):
    """What an entry is about: a code that never changes, and how readers call it."""

    term: str
    label: str = ""


class Picture(NamedTuple):
    path: str
    description: str  # for who doesn't see it


@dataclass(frozen=True)
class Entry:
    """One thing that happened, for a feed."""

    key: UUID | str  # never changes, whatever the title, slug or domain
    title: str
    path: str
    summary: str
    published_at: datetime
    updated_at: datetime
    language: str
    html: str = ""  # the whole text; its addresses may start at the root of the site
    picture: Picture | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    # What a program of our own may want to know, beside the standard (JSON only).
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Feed:
    """What a feed is, and how to find what may be in it: `items`, the last one first."""

    key: UUID
    title: str
    summary: str
    language: str
    path: str  # of what it follows; its files are below
    items: Callable[[], Sequence[Any]]
    tell: Callable[[Any, list], list[Entry]]  # (request, items of a document)
    # The instant of a feed without entries.
    updated_at: datetime = LONG_AGO
    # The filter, as French addresses write it.
    chosen: dict[str, str] = field(default_factory=dict)
    # Whether a hub is told of its changes.
    is_pushed: bool = False

    @property
    def identity(self) -> UUID:
        """Of a filtered feed, and of each language, its own; it never changes."""
        found = uuid5(self.key, urlencode(self.chosen)) if self.chosen else self.key
        if self.language == settings.LANGUAGE_CODE:
            return found
        # Translations of a page share its key: two feeds would be one for a program.
        return uuid5(found, self.language)

    def address(self, name: str = "", page: int = 1) -> str:
        """Of what it follows, or of a document of it; always written the same way."""
        asked = dict(sorted(self.chosen.items())) | ({"page": page} if page > 1 else {})
        return f"{self.path}{name}{address_words.query(asked, self.language)}"


def about(page) -> tuple[Category, ...]:
    """The pillars and publics of a page."""
    found = [*page.pillar_labels, *page.audience_labels]
    return tuple(Category(str(each), str(each.label)) for each in found)


def picture_of(page) -> Picture | None:
    """What lists show beside it; the row of its picture comes with the page."""
    if page.listing_image is None:
        return None
    return Picture(page.sharing_picture, page.listing_image.default_alt_text)


def of_page(
    page,
    items,
    tell,
    title="",
    summary="",
    below="",
    chosen=None,
    key=None,
    is_pushed=False,
):
    """The feed of a page, or of a route `below` it, which has a title and a key then."""
    return Feed(
        key=key or (uuid5(page.translation_key, below) if below else page.translation_key),
        title=title or page.title,
        summary=summary or page.summary,
        language=page.language,
        path=page.href + below,
        items=items,
        tell=tell,
        updated_at=page.last_published_at or LONG_AGO,
        chosen=chosen or {},
        is_pushed=is_pushed,
    )  # fmt: skip
