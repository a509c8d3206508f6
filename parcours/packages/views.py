"""
The files of a package, read from its ZIP, as pages that can touch nothing of the site.

Each answer is sandboxed by its own policy, so that it is harmless even opened by itself:
an origin of its own (opaque, or `PACKAGES_ORIGIN`), no form, no window, no other address
than those of the package and of the players.
"""

import re
import zipfile

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from parcours.models import ImportedPackage

from .reading import LITTER, TYPES
from .serving import sandbox

# After the head begins; in a page without one, after the doctype, so that it keeps its mode.
BEGINNING = re.compile(
    rb"<head(?:\s[^>]*)?>|^\s*<!doctype[^>]*>(?![\s\S]*<head[\s>])", re.I
)


def asked(request, pk: int, version: str) -> ImportedPackage:
    origin = settings.PACKAGES_ORIGIN
    if origin and origin.partition("://")[2] != request.get_host():
        raise Http404  # on the site's own origin it would be at home
    package = get_object_or_404(ImportedPackage.objects.filter(id=pk))
    if package.version != version:
        raise Http404
    return package


def sealed(request, package, response):
    """Close an answer: see the head of this file."""
    host = f"{request.scheme}://{request.get_host()}"
    own = host + reverse("package", args=[package.pk, package.version])
    players = f"{host}{settings.STATIC_URL}"
    site = settings.WAGTAILADMIN_BASE_URL if settings.PACKAGES_ORIGIN else host
    response["Content-Security-Policy"] = "; ".join(
        [
            f"sandbox {sandbox()}",
            f"default-src {own} {players} data: blob: 'unsafe-inline' 'unsafe-eval'",
            f"connect-src {own}",
            "worker-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {site} {host}",
        ]
    )
    response["Access-Control-Allow-Origin"] = "*"  # an opaque origin is another origin
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"  # fmt: skip
    response["Referrer-Policy"] = "no-referrer"
    response.is_sealed = True  # its words are not ours to typeset
    return response


@require_safe
@xframe_options_exempt  # `frame-ancestors` says it, and knows opaque origins
def play(request, pk: int, version: str):
    """The page that plays an H5P."""
    package = asked(request, pk, version)
    if package.kind != ImportedPackage.Kind.H5P:
        raise Http404
    response = render(request, "parcours/packages/h5p.html", {"package": package})
    return sealed(request, package, response)


@require_safe
@xframe_options_exempt
def file(request, pk: int, version: str, path: str):
    package = asked(request, pk, version)
    kind = TYPES.get(path.rpartition(".")[2].lower(), "text/plain")
    if LITTER.search(path):
        raise Http404
    try:
        with package.file.open("rb") as kept, zipfile.ZipFile(kept) as archive:
            content = archive.read(path)
    except (KeyError, FileNotFoundError) as error:
        raise Http404 from error
    if path == package.launch:
        content = with_player(package.kind, content)
    charset = "" if kind == "text/html" or not kind.startswith("text/") else "; charset=utf-8"  # fmt: skip
    return sealed(request, package, HttpResponse(content, content_type=kind + charset))


def with_player(kind: str, page: bytes) -> bytes:
    """The page that begins a SCORM package, with the API that it looks for in its window."""
    names = (
        "js/packages/memory.js",
        f"vendor/scorm/{kind}.min.js",
        "js/packages/scorm.js",
    )
    tags = (
        f'<script src="{static(name)}" data-kind="{kind}"></script>' for name in names
    )
    scripts = "".join(tags).encode()
    place = BEGINNING.search(page)
    end = place.end() if place else 0
    return page[:end] + scripts + page[end:]
