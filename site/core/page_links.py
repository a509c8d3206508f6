"""
Links to our own pages, each to its version in the reader's language.

Wagtail looks up each linked page, then its translation: two or three statements a link.
A body announces all its links before it is shown, and one statement brings them.
"""

import json
import re
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q, Subquery
from django.utils.translation import get_language
from wagtail.models import Page

from core import frame

ANCHOR = re.compile(r"<a [^>]*linktype=[^>]*>")
PAGE_ID = re.compile(r'(?<![\w-])id=\\?"(\d+)')
_known: ContextVar[dict | None] = ContextVar("known_page_links", default=None)
_added: ContextVar = ContextVar("added_to_page_links", default=None)


def page_key(written) -> int:
    """The key of a page as a text writes it; 0, which no page has, for anything else."""
    written = str(written or "")
    return int(written) if written.isdecimal() and len(written) < 19 else 0


def fetch(keys) -> dict[int, Page]:
    """The pages of these keys, each with its `versions` by language; one statement."""
    keys = {int(key) for key in keys} - {0}
    return by_key(rows(keys)) if keys else {}


def rows(keys):
    """The pages of these keys, or of a query of keys, and their translations."""
    same = Page.objects.filter(pk__in=keys).values("translation_key")
    return Page.objects.filter(
        Q(pk__in=keys) | Q(translation_key__in=Subquery(same)), alias_of=None
    ).select_related("locale")


def by_key(pages) -> dict[int, Page]:
    """Of these rows, each with its `versions` by language."""
    versions, found = {}, {}
    for row in pages:
        row.versions = versions.setdefault(row.translation_key, {})
        row.versions[row.locale.language_code] = row
        found[row.pk] = row
    return found


def version(page: Page) -> Page | None:
    """What a reader is led to: the page in their language, else itself; only if published."""
    if not hasattr(page, "versions"):
        page = fetch([page.pk]).get(page.pk, page)
    versions = getattr(page, "versions", {})
    row = versions.get(get_language())
    if row is None or not row.live:
        row = page
    # The root of the tree is no page to read.
    return row if row.live and row.depth > 1 else None


def url(page: Page) -> str:
    """Where a link to this page leads its reader; empty while the page is not published."""
    led_to = version(page)
    if led_to is None:
        return ""
    added = _added.get()
    address = frame.url_of(led_to, led_to.locale.language_code)
    return address + (added(led_to) if added else "")


def found(keys) -> dict[int, Page]:
    """The pages of these keys: those announced, and those that were not."""
    known = _known.get() or {}
    return {**known, **fetch(set(keys) - known.keys())}


@contextmanager
def prefetched(raw_data):
    """Inside, rich text knows the pages that this stream links to."""
    anchors = ANCHOR.findall(json.dumps(list(raw_data)))
    keys = {
        page_key(match[1])
        for anchor in anchors
        if 'linktype=\\"page' in anchor and (match := PAGE_ID.search(anchor))
    }
    token = _known.set({**dict.fromkeys(keys), **fetch(keys)})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def leading_from(added):
    """Inside, each link carries what `added(page)` says of the place that it leaves."""
    token = _added.set(added)
    try:
        yield
    finally:
        _added.reset(token)
