from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, override

from core import frame

from . import structured
from .models import ChiffreCle, ChiffreVersion


def figure(request, identifier):
    """The permanent address of a figure: its latest state, in the reader's language."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    with override(language):
        rows = ChiffreCle.objects.filter(identifier=identifier).for_readers(language)
        if not rows:
            raise Http404
        around = frame.for_view(request, rows[0].title, "figure", identifier=identifier)
        around.addresses = {
            code: f"{address}?lang={code}" for code, address in around.addresses.items()
        }
        around.neutral = rows[0].get_absolute_url()
        around.canonical = around.addresses.get(asked, around.neutral)
        around.description = f"{rows[0].formatted} {rows[0].counts}"
        versions = ChiffreVersion.objects.filter(identifier=identifier).only(
            "identifier", "number", "published_at", "sha256"
        )
        versions = list(versions.order_by("-number"))
        latest = versions[0].number if versions else None
        return render(
            request,
            "vademecum/figure.html",
            {
                "figure": rows[0],
                "versions": versions,
                "linked_data": structured.sheet(rows[0], latest),
                "permanent_url": request.build_absolute_uri(rows[0].get_absolute_url()),
            },
        )


def figure_version(request, identifier, number):
    """One published state of a figure: the bytes that were sealed that day."""
    version = get_object_or_404(ChiffreVersion, identifier=identifier, number=number)
    response = HttpResponse(version.document)
    response.is_sealed = True
    response["Content-Language"] = "fr"
    response["ETag"] = f'"{version.sha256}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
