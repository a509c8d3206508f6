"""
What a page says of itself to machines: schema.org in JSON-LD, in the words readers see.

A page answers its own node (`BasePage.linked_data`), a view gives one to its template as
`linked_data`. Nodes are written as plain data: a missing value is left out, an address
starts at the root of the site, words are as editors typed them. `script` does the rest.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core import frame
from core.typography import typeset, typeset_html

# What readers read: typeset as on the page, so that both say the same.
WORDS = frozenset(
    [
        "address",
        "alternateName",
        "articleSection",
        "audienceType",
        "creativeWorkStatus",
        "description",
        "headline",
        "jobTitle",
        "keywords",
        "measurementTechnique",
        "name",
        "teaches",
        "text",
        "unitText",
        "variableMeasured",
    ]
)
# A text could otherwise end the element that holds it.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
BLOCK_END = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>")


def script(context):
    """The data block of what a template shows; nothing for a preview or a reserved page."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return ""
    around, page = frame.of(request), context.get("page")
    if around.is_restricted:
        return ""
    own = context.get("linked_data")
    if own is None and hasattr(page, "linked_data"):
        own = page.linked_data(context)
    if not own:
        return ""
    nodes = own if isinstance(own, list) else [own]
    graph = [*nodes, *breadcrumb(around, request.path)]
    site = f"{request.scheme}://{request.get_host()}"
    data = {
        "@context": "https://schema.org",
        "@graph": [printed(node, site, around.language) for node in graph],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPED)),
    )


def printed(node: dict, site: str, language: str, is_inside=False) -> dict:
    """A node as it is sent: whole addresses, typeset words, nothing that is empty."""
    own = node.get("inLanguage", language)
    printed_node = {}
    for key, value in node.items():
        if key == "inLanguage" and is_inside and value == language:
            continue  # said by the node around it
        values = [
            _printed_value(key, each, site, own)
            for each in (value if isinstance(value, (list, tuple)) else [value])
            if each not in (None, "", {})
        ]
        if values:
            several = isinstance(value, (list, tuple)) and len(values) > 1
            printed_node[key] = values if several else values[0]
    return printed_node


def _printed_value(key, value, site, language):
    match value:
        case dict():
            return printed(value, site, language, is_inside=True)
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral() else float(value)
        case Promise():
            value = str(value)
    if not isinstance(value, str):
        return value
    if key in WORDS:
        return typeset(value, language)
    return f"{site}{value}" if value.startswith("/") else str(value)


@lru_cache(maxsize=256)  # a glossary is many definitions, always the same
def plain_text(html: str, language: str) -> str:
    """Rich text without its tags, as readers see it."""
    text = strip_tags(BLOCK_END.sub(r"\g<0> ", typeset_html(str(html), language)))
    return re.sub(r"[ \t\n]+", " ", unescape(text)).strip()


# --- Nodes that every room writes ---------------------------------------------------


def thing(page, kind: str) -> dict:
    """What a page is about: its name, its summary, its address."""
    return {
        "@type": kind,
        "@id": page.href,
        "url": page.href,
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.language,
    }


def work(page, kind: str, around: frame.Frame) -> dict:
    """A page that is a work: its dates, the site it is part of, its translations."""
    return thing(page, kind) | {
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        "isPartOf": website(around.language),
        **translations(around),
    }


def view(kind: str, name: str, address: str) -> dict:
    """What is shown at an address without being a page of the tree: a route, a view."""
    return {"@type": kind, "@id": address, "url": address, "name": name}


def translations(around: frame.Frame) -> dict:
    """The same work in the other languages, when somebody translated it."""
    others = [
        {"@id": language.url, "inLanguage": language.code}
        for language in around.languages
        if language.has_page and not language.is_current
    ]
    if around.language == settings.LANGUAGE_CODE:
        return {"workTranslation": others}
    source = [
        other for other in others if other["inLanguage"] == settings.LANGUAGE_CODE
    ]
    return {"translationOfWork": source}


def website(language: str) -> dict:
    """The site in one language."""
    url = f"/{language}/"
    return {"@type": "WebSite", "@id": f"{url}#site", "url": url, "name": _("Faire alliance")}  # fmt: skip


def publisher() -> dict:
    """Who speaks here: only the name that the pages show."""
    return {"@type": "Organization", "@id": "/#organisation", "name": _("Faire alliance")}  # fmt: skip


def author(name: str = "") -> dict:
    """Who wrote it: the medium that published it, else the site."""
    return {"@type": "Organization", "name": name} if name else publisher()


def reference(page, kind: str, **more) -> dict:
    """A page that another one lists or names."""
    return {
        "@type": kind,
        "@id": page.href,
        "url": page.href,
        "name": page.title,
        "inLanguage": page.language,
        **more,
    }


def parent(around: frame.Frame, kind: str) -> dict:
    """The page above, as what holds this one."""
    above = around.ancestors[-1]
    url = frame.url_of(above, around.language)
    return {"@type": kind, "@id": url, "url": url, "name": above.title}


def source(title: str, url: str, publisher: str = "", kind="CreativeWork") -> dict:
    """The document that something was taken from."""
    named = {"@type": "Organization", "name": publisher} if publisher else None
    told = {"name": title, "url": url, "publisher": named}
    return {"@type": kind, **told} if any(told.values()) else {}


def screen(url: str) -> dict:
    """Where to follow what happens online."""
    return {"@type": "VirtualLocation", "url": url} if url else {}


def item_list(items: list[dict]) -> dict:
    """Nodes in the order in which the page shows them."""
    return {
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "item": item}
            for place, item in enumerate(items, 1)
        ],
    }


def breadcrumb(around: frame.Frame, path: str) -> list[dict]:
    links = around.breadcrumbs
    return links and [
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": link.title,
                    "item": link.url or path,
                }
                for place, link in enumerate(links, 1)
            ],
        }
    ]
