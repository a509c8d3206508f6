"""
Feeds, the same for every room: Atom (RFC 4287), JSON Feed 1.1, and RSS 2.0 for old readers.

A room says what a `Feed` is and which pages may be in it, the last first, and turns the
pages of one document into `Entry`s. Everything else is here: the three ways of writing
them, pages of an archive (RFC 5005), filters, « 304 », the hub (`websub`).

    def feed(self, chosen):  # of a page that is a `core.models.FeedMixin`
        return feeds.of_page(self, self.news, tell)

Pages come from `core.listings.readable`, like those of every list: what is not public
yet, or no longer, is in no feed. Calendars are in `core.calendars`.
"""

from .answering import FORMS, PER_PAGE, answer, links, refused
from .entries import (
    LONG_AGO,
    Category,
    Entry,
    Feed,
    Picture,
    about,
    of_page,
    picture_of,
)
from .filters import UnknownFilterError, chosen
from .whole_text import told_at_once, whole_texts

__all__ = [
    "FORMS",
    "LONG_AGO",
    "PER_PAGE",
    "Category",
    "Entry",
    "Feed",
    "Picture",
    "UnknownFilterError",
    "about",
    "answer",
    "chosen",
    "links",
    "of_page",
    "picture_of",
    "refused",
    "told_at_once",
    "whole_texts",
]
