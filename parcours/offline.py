"""
Reading without a network: the worker that keeps, on a device, the parcours that it visits.

Its script lies below the list of parcours, so that browsers let it see no other page. It
is never kept by a cache, and says another thing at each release: a browser that has an
old one replaces it at its next visit (decision 0044).
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.shortcuts import render

from core import frame


@dataclass(frozen=True)
class Place:
    """Where the worker is, and below what it reads."""

    scope: str
    worker: str  # nothing where offline reading is switched off


def place(around: frame.Frame, index) -> Place:
    scope = frame.url_of(index, around.language)
    is_on = settings.OFFLINE_READING
    return Place(scope, f"{scope}hors-connexion.js" if is_on else "")


def place_of(request, kind) -> Place | None:
    """The place of the page asked for; None for one that no list of parcours is above."""
    around = frame.of(request) if request else None
    index = around and around.section(kind)
    if not index or not around.path.startswith(index.url_path):
        return None
    return place(around, index)


def release() -> str:
    """Another word as soon as a file that the worker keeps may have changed."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    said = f"{settings.SITE_VERSION} {files}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def worker(request):
    context = {"is_on": settings.OFFLINE_READING, "release": release()}
    response = render(
        request, "parcours/worker.js", context, content_type="text/javascript"
    )
    response["Cache-Control"] = "no-cache"
    return response
