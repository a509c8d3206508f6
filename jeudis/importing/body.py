"""The text of a Markdown file as blocks: headings, and between them rich text."""

import nh3
from markdown_it import MarkdownIt
from wagtail.rich_text import RichText

ALLOWED = {"p", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br"}
LONGEST_HEADING = 120

# HTML of the file is text: nothing of it reaches a page as a tag.
markdown = MarkdownIt("commonmark", {"html": False})


def blocks(text: str) -> list[tuple]:
    found, pending = [], []

    def flush():
        html = nh3.clean(
            markdown.renderer.render(pending, markdown.options, {}),
            tags=ALLOWED,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        ).strip()
        if html:
            found.append(("text", RichText(html)))
        pending.clear()

    tokens = markdown.parse(text)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "heading_open" and token.level == 0:
            flush()
            heading = tokens[place + 1].content.strip()
            if heading:
                found.append(("heading", heading[:LONGEST_HEADING]))
            place += 3
            continue
        pending.append(token)
        place += 1
    flush()
    return found
