from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from core import page_links


class LocalisedPageLink(PageLinkHandler):
    """`<a linktype="page">` in rich text, to the page in the reader's language."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        keys = [page_links.page_key(attrs.get("id")) for attrs in attrs_list]
        found = page_links.found(keys)
        pages = (found.get(key) for key in keys)
        addresses = (page_links.url(page) if page else "" for page in pages)
        return [f'<a href="{escape(href)}">' if href else "<a>" for href in addresses]
