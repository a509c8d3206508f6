"""From the paper to the screen."""

from django.shortcuts import redirect

from .answer_views import live_etape


def come_back(request, pk: int, beginning: str = ""):
    """Where a short address leads: an étape, or a sheet in it if it is still there."""
    etape = live_etape(pk)
    ids = [block.id for block in etape.body if block.id.startswith(beginning)]
    place = f"#{ids[0]}" if beginning and ids else ""
    return redirect(f"{etape.href}{place}")
