"""
The whole text of pages for programs that read feeds: plain HTML, whole addresses.

The bodies of all the pages of a document are read as one stream, so that what they cite
(figures, pictures, linked pages) comes in as many statements as there are kinds of it,
however many pages there are. Blocks that the site draws have a plainer template in
`feeds/blocks/`.
"""

from collections.abc import Iterable
from itertools import groupby

import nh3
from django.template.loader import select_template
from django.utils.translation import override

from core import frame, page_links
from core.blocks import RecordChooserBlock, StreamOfFacts
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


def whole_texts(request, pages: Iterable, field: str = "body") -> dict[int, str]:
    """The body of each page as HTML, by the key of the page."""
    around = frame.of(request)
    frames = {around.language: around}
    found = {}
    by_model = sorted(pages, key=lambda page: type(page).__name__)
    for model, group in groupby(by_model, key=type):
        group = list(group)
        raw = [list(getattr(page, field).raw_data) for page in group]
        whole = [child for each in raw for child in each]
        stream = StreamOfFacts(
            model._meta.get_field(field).stream_block, whole, is_lazy=True
        )
        place = 0
        with page_links.prefetched(whole):
            for page, each in zip(group, raw, strict=True):
                children = [stream[at] for at in range(place, place + len(each))]
                place += len(each)
                if page.language not in frames:
                    frames[page.language] = frame.load(page.language, "")
                context = {"frame": frames[page.language], "page": page}
                with override(page.language):
                    found[page.pk] = "".join(_block(c, context) for c in children)
    return found


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
