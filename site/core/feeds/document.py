from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from core.typography import typeset

from .entries import Entry, Feed
from .whole_text import portable


@dataclass(frozen=True)
class Document:
    """One page of a feed, ready to be written: whole addresses, typeset words."""

    feed: Feed
    name: str  # of its file
    base: str  # the address of the site, without a last slash
    entries: list[Entry]
    number: int = 1
    last: int = 1
    hub: str = ""  # that tells subscribers of its changes

    author = settings.WAGTAIL_SITE_NAME

    @property
    def title(self) -> str:
        return typeset(self.feed.title, self.feed.language)

    @property
    def summary(self) -> str:
        return typeset(self.feed.summary, self.feed.language)

    @property
    def home(self) -> str:
        return self.base + self.feed.address()

    @property
    def address(self) -> str:
        return self.page(self.number)

    def page(self, number: int) -> str:
        return self.base + self.feed.address(self.name, number)

    @property
    def updated_at(self) -> datetime:
        found = (entry.updated_at for entry in self.entries)
        return max(found, default=self.feed.updated_at)

    @cached_property
    def places(self) -> dict[str, str]:
        """Where the other pages are, by relation (RFC 5005, 3)."""
        if self.last == 1:
            return {}
        found = {"first": 1, "last": self.last}
        if self.number > 1:
            found["previous"] = self.number - 1
        if self.number < self.last:
            found["next"] = self.number + 1
        return {name: self.page(number) for name, number in found.items()}

    def told(self) -> Iterator["Told"]:
        return (Told(entry, self) for entry in self.entries)


@dataclass(frozen=True)
class Told:
    """An entry, as every form of a feed writes it."""

    entry: Entry
    document: Document

    @property
    def identifier(self) -> str:
        return f"urn:uuid:{self.entry.key}"

    @property
    def title(self) -> str:
        return typeset(self.entry.title, self.entry.language)

    @property
    def summary(self) -> str:
        return typeset(self.entry.summary, self.entry.language)

    @property
    def address(self) -> str:
        return self.document.base + self.entry.path

    @property
    def is_foreign(self) -> bool:
        return self.entry.language != self.document.feed.language

    @property
    def published_at(self) -> datetime:
        """A day that is announced too early is not later than what was published."""
        return min(self.entry.published_at, self.entry.updated_at)

    @property
    def picture(self) -> str:
        return (
            self.document.base + self.entry.picture.path if self.entry.picture else ""
        )

    @cached_property
    def html(self) -> str:
        if not self.entry.html:
            return ""
        return portable(
            self.entry.html, self.document.base, self.address, self.entry.language
        )


def instant(moment: datetime) -> str:
    """At the hour of Paris (RFC 3339)."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
