"""The editions of the Vademecum, and what changed between two of them."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import frame, linked_data

from .editions import compare, is_page
from .models import Edition, EditionItem

FOR_EVER = "public, max-age=31536000, immutable"


def editions(request, language):
    """Every edition of the Vademecum, the latest first."""
    with override(language):
        _edition_frame(request, _("Éditions du Vademecum"), "editions")
        found = list(Edition.objects.published())
        for edition, previous in zip(found, [*found[1:], None], strict=False):
            edition.words, edition.words_language = edition.note_in(language)
            edition.previous = previous
        return render(
            request,
            "vademecum/editions.html",
            {
                "editions": found,
                "language": language,
                "linked_data": linked_data.view(
                    "CollectionPage", _("Éditions du Vademecum"), request.path
                ),
            },
        )


def edition_item(request, number, language, path=""):
    """A page or a file of an edition: the very bytes that were frozen."""
    item = get_object_or_404(
        EditionItem.objects.filter(edition__frozen_at__isnull=False),
        edition__number=number,
        language=language,
        path=path,
    )
    if path and is_page(item) and not request.path.endswith("/"):
        # Its links to the other pages begin from there.
        return redirect(f"{request.path}/", permanent=True)
    response = HttpResponse(bytes(item.content), content_type=item.content_type)
    response.is_sealed = True
    response["Content-Language"] = language
    response["ETag"] = f'"{item.sha256}"'
    response["Cache-Control"] = FOR_EVER
    return response


def edition_changes(request, number, language, since):
    """What an edition says otherwise than an earlier one."""
    found = {
        edition.number: edition
        for edition in Edition.objects.published().filter(number__in={number, since})
    }
    if since >= number or len(found) != 2:
        raise Http404
    before, after = (
        EditionItem.objects.filter(
            edition=found[n], language=language, content_type__startswith="text/html"
        )
        for n in (since, number)
    )
    with override(language):
        title = _("Ce qui a changé de l'édition %(since)s à l'édition %(number)s")
        _edition_frame(
            request,
            title % {"since": since, "number": number},
            "edition-changes",
            number=number,
            since=since,
        )
        return render(
            request,
            "vademecum/edition_changes.html",
            {
                "changes": compare(before, after),
                "edition": found[number],
                "since": found[since],
                "language": language,
                "linked_data": linked_data.view(
                    "WebPage", frame.of(request).title, request.path
                ),
            },
        )


def _edition_frame(request, title: str, name: str, **kwargs):
    around = frame.for_view(request, title, "search")
    around.go_under("vademecumpage")
    around.addresses = {
        code: reverse(name, kwargs={**kwargs, "language": code})
        for code, _name in settings.LANGUAGES
    }
