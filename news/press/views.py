"""What the holder of a link reads before the hour; at the hour, the site itself."""

import mimetypes
import re
from functools import wraps

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import frame, private_files
from core.guessing import is_allowed
from core.models import SiteDocument
from core.saying import said, too_many
from news.models import CommuniquePage

from . import desk, embargo

# Addresses of files in the attributes of a page.
FILE = re.compile(r"""(?<=["' ,])/(media|documents)/""")


def for_its_holder(view):
    """The answer to one person: nothing keeps it, lists it, or tells where it was read."""

    @require_safe
    @wraps(view)
    def opened(request, key, *args, **kwargs):
        accreditation = desk.holder(key)
        if accreditation is None:
            response = refused(request)
        else:
            response = view(request, accreditation, key, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def refused(request):
    """A link that was revoked, replaced or made up opens the same nothing."""
    page = {"template": "news/press/said.html", "linked_data": {}}
    if not is_allowed(request, "press", most=20, in_all=1000):
        return too_many(request, **page)
    return said(
        request,
        _("Ce lien n'ouvre rien"),
        _("Il a été révoqué, remplacé ou mal recopié. Le contact presse peut vous en donner un autre."),
        404,
        **page,
    )  # fmt: skip


@for_its_holder
def press_desk(request, accreditation, key):
    """What waits for its hour."""
    frame.for_view(request, _("Espace presse"), "press-desk", key=key)
    listed = embargo.each_once(embargo.waiting(), get_language())
    rows = [(each, address_of(each, key)) for each in listed]
    context = {"accreditation": accreditation, "rows": rows, "linked_data": {}}
    return render(request, "news/press/desk.html", context)


@for_its_holder
def page(request, accreditation, key, pk):
    """A communiqué as it was approved; at its hour, the page that everybody reads."""
    all_waiting = embargo.waiting()
    found = next((each for each in all_waiting if each.page.pk == pk), None)
    if found is None:
        return redirect(published(pk).href)
    desk.note(accreditation, found.page, timezone.now())
    here = frame.address("press-desk", found.page.language, key=key)
    around = frame.load(found.page.language, "")
    around.title = found.page.title
    around.addresses = {
        each.page.language: address_of(each, key)
        for each in embargo.in_each_language(all_waiting, found.page)
    }
    response = found.page.make_preview_request(
        request,
        extra_request_attrs={
            "frame": around,
            "embargo": {
                "lifts_at": found.lifts_at,
                "accreditation": accreditation,
                "desk_url": here,
            },
        },
    )
    html = FILE.sub(rf"{here}\1/", response.content.decode())
    response.content = html
    response.is_sealed = True  # typeset already
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response


def address_of(waiting: embargo.Waiting, key: str) -> str:
    page = waiting.page
    return frame.address("press-page", page.language, key=key, pk=page.pk)


def published(pk: int) -> CommuniquePage:
    page = CommuniquePage.objects.live().filter(pk=pk).first()
    if page is None:
        raise Http404
    return page


@for_its_holder
def media(request, accreditation, key, path):
    file = private_files.named(path)
    if file is None:
        return redirect(f"{settings.MEDIA_URL}{path}")
    if not embargo.holds(embargo.waiting(), file):
        raise Http404
    return sent(file.file.storage.open(path), path)


@for_its_holder
def document(request, accreditation, key, pk, filename):
    file = SiteDocument.objects.filter(pk=pk).first()
    if file is None or file.filename != filename:
        raise Http404
    if not private_files.is_private(file):
        return redirect(file.url)
    if not embargo.holds(embargo.waiting(), file):
        raise Http404
    return sent(file.file.storage.open(file.file.name), filename)


def sent(file, name: str) -> FileResponse:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(file, content_type=kind, filename=name.rpartition("/")[2])
