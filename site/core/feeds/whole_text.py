"""
The whole text of pages for programs that read feeds: plain HTML, whole addresses.

The bodies of all the pages of a document are read as one stream, so that what they cite
(figures, pictures, linked pages) comes in as many statements as there are kinds of it,
however many pages there are. Blocks that the site draws have a plainer template in
`feeds/blocks/`.
"""

from collections.abc import Iterable

import nh3
from django.template.loader import select_template
from django.utils.translation import override

from core import frame, page_links
from core.blocks import RecordChooserBlock, StreamOfFacts, bring_together
from core.typography import typeset_html

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
TAGS = {
    *HEADINGS,
    *("p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
    *("figure", "figcaption", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("a", "b", "strong", "i", "em", "cite", "q", "dfn", "abbr", "code", "sup", "sub", "span", "time"),
}  # fmt: skip
DROPPED = {"script", "style", "svg", "template", "form", "button", "noscript", "iframe"}
ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "time": {"datetime"},
    "th": {"scope"},
}
ADDRESSES = ("href", "src", "cite")


def portable(html: str, base: str, here: str, language: str) -> str:
    """HTML that says the same anywhere: ours alone, typeset, with whole addresses."""

    def whole(_tag, name, value):
        if name not in ADDRESSES:
            return value
        if value.startswith("/") and not value.startswith("//"):
            return base + value
        return here + value if value.startswith("#") else value

    return nh3.clean(
        typeset_html(html, language),
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=whole,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    ).strip()


def whole_texts(request, pages: Iterable) -> dict[int, str]:
    """The body of each page as HTML, by the key of the page; of any kinds of pages."""
    pages = list(pages)
    known = getattr(request, "whole_texts", {})
    if all(page.pk in known for page in pages):
        return known
    around = frame.of(request)
    frames = {around.language: around}
    raw = {page.pk: list(page.body.raw_data) for page in pages}
    # One stream for all the pages of a kind of body: their pictures come together too.
    bodies = {}
    for page in pages:
        block = page.body.stream_block
        bodies.setdefault(type(block), (block, []))[1].append(page)
    streams = [
        StreamOfFacts(block, [c for page in group for c in raw[page.pk]], is_lazy=True)
        for block, group in bodies.values()
    ]
    bring_together(streams)
    found = {}
    with page_links.prefetched(child for each in raw.values() for child in each):
        for (_kind, group), stream in zip(bodies.values(), streams, strict=True):
            place = 0
            for page in group:
                children = [stream[place + at] for at in range(len(raw[page.pk]))]
                place += len(children)
                if page.language not in frames:
                    frames[page.language] = frame.load(page.language, "")
                context = {"frame": frames[page.language], "page": page}
                with override(page.language):
                    found[page.pk] = "".join(_block(c, context) for c in children)
    return found


def told_at_once(request, pages: Iterable) -> None:
    """Have the texts of pages that several rooms will tell come in the same statements."""
    request.whole_texts = whole_texts(request, pages)


def _block(child, context: dict) -> str:
    block, value = child.block, child.value
    # An unpublished fact leaves every page at once.
    if isinstance(block, RecordChooserBlock) and (value is None or not value.live):
        return ""
    names = [
        f"feeds/blocks/{child.block_type}.html",
        block.get_template(value, context),
    ]
    return select_template([name for name in names if name]).render(
        block.get_context(value, context)
    )
