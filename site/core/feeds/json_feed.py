"""JSON Feed 1.1 (jsonfeed.org)."""

import json

from django.templatetags.static import static

from .document import Document, Told, instant


def write(document: Document) -> bytes:
    feed = document.feed
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": document.title,
        "description": document.summary,
        "home_page_url": document.home,
        "feed_url": document.address,
        "next_url": document.places.get("next"),
        "favicon": document.base + static("img/favicon.svg"),
        "authors": [{"name": document.author}],
        "hubs": [{"type": "WebSub", "url": document.hub}] if document.hub else [],
        "language": feed.language,
        "items": [_item(each) for each in document.told()],
    }
    return _written(told)


def _item(told: Told) -> dict:
    entry = told.entry
    content = (
        {"content_html": told.html, "summary": told.summary}
        if told.html
        else {"content_text": told.summary or told.title}
    )
    item = {
        "id": told.identifier,
        "url": told.address,
        "title": told.title,
        **content,
        "image": told.picture,
        "date_published": instant(told.published_at),
        "date_modified": instant(entry.updated_at),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [category.label or category.term for category in entry.categories],
        "language": entry.language,
        "_faire_alliance": entry.more,
    }
    return _kept(item)


def _kept(values: dict) -> dict:
    return {name: value for name, value in values.items() if value}


def _written(told: dict) -> bytes:
    whole = {**_kept(told), "items": told["items"]}
    return (json.dumps(whole, ensure_ascii=False) + "\n").encode()
