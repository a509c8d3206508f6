"""Plain links that share a page: an address each, no script, nothing asked before a click."""

from urllib.parse import quote

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# Where a text, or an address, is handed over.
NETWORKS = {
    "LinkedIn": "https://www.linkedin.com/sharing/share-offsite/?url={address}",
    "Bluesky": "https://bsky.app/intent/compose?text={text}",
    "WhatsApp": "https://wa.me/?text={text}",
}


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context):
    """How to pass on the page that is shown, by its short address."""
    page, request = context["page"], context["request"]
    if not page.short_address:  # the preview of a page that nobody saved
        return {}
    address = request.build_absolute_uri(page.short_address)
    text = f"{page.title} {address}"
    given = {"address": quote(address, safe=""), "text": quote(text, safe="")}
    mail = f"mailto:?subject={quote(page.title)}&body={quote(f'{page.summary}\n\n{address}')}"
    return {
        "address": address,
        "shown": address.partition("://")[2],
        "links": [
            (_("Par courriel"), mail),
            *((name, url.format(**given)) for name, url in NETWORKS.items()),
        ],
    }
