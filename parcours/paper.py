"""
What a learner takes on paper: a short address to come back by, and sheets to fill in by hand.

`/p/12` is the étape whose page has that number, in the language of the paper; `/p/12/9c1e`
is the sheet in it whose identifier begins so. They are short enough to be typed
(`paper_views.py` leads from them to the page).
"""

import segno
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import mark_safe

from . import answers

SHEETS = ("exercise", "meeting", "self_assessment")


def short_address(page, block_id: str = "") -> str:
    if block_id:
        return reverse("short", args=[page.pk, block_id[:4]])
    return reverse("short", args=[page.pk])


def sheet(etape, block_id: str):
    """The sheet of an étape that has this identifier; nothing else is printed alone."""
    block = answers.activity(etape, block_id)
    if block is None or block.block_type not in SHEETS:
        raise Http404
    return block


def drawing(address: str, margin: int = 0) -> str:
    """The QR code of an address; `margin` in modules, four for a screen of any colour."""
    qr = segno.make(address, error="m").svg_inline(
        border=margin, dark="#000", light="#fff", omitsize=True, svgclass="qr"
    )
    return mark_safe(qr)  # made here, of our own address
