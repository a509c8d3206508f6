"""
Where a parcours is taken away.

Everybody may take the étapes to read offline. What a platform plays corrects without us,
so it holds the right answers: it is for the team, for partner networks, and for whoever
they send a link to (decision 0039).
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import address_words, frame
from parcours.models import ParcoursFile, ParcoursPage
from parcours.refusals import refused

from . import bundle, content, shelf

SALT = "parcours.takeaway"
LINK_LASTS = 30 * 24 * 3600
NAMES = {"scorm-1-2": "SCORM 1.2", "scorm-2004": "SCORM 2004", "cmi5": "cmi5"}


def token(key: UUID) -> str:
    """What a link holds to open the files of a parcours, for thirty days."""
    return signing.dumps(str(key), salt=SALT)


def opens(written: str, key: UUID) -> bool:
    try:
        return signing.loads(written, salt=SALT, max_age=LINK_LASTS) == str(key)
    except signing.BadSignature:
        return False


@require_safe
def page(request, key):
    """What can be taken away, what each file is for, what it holds."""
    parcours = content.found(key, get_language())
    if parcours is None or not content.etapes_of(parcours):
        raise Http404
    around = frame.for_view(request, _("Emporter ce parcours"), "takeaway", key=key)
    around.addresses = {
        code: address
        for code, address in around.addresses.items()
        if code == parcours.language or content.found(key, code)
    }
    files = {row.use: row for row in shelf.rows(parcours)}
    written = address_words.given(request.GET, "jeton")
    is_opened = bool(written) and opens(written, key)
    context = {
        "parcours": parcours,
        "files": files,
        "public": files.get(shelf.PUBLIC),
        "whole": files.get("tout"),
        "platforms": [(use, name, files.get(use)) for use, name in NAMES.items()],
        "token": written if is_opened else "",
        "is_too_late": bool(written) and not is_opened,
    }
    response = render(request, "parcours/takeaway.html", context)
    if written:
        patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def file(request, key, use):
    if use not in shelf.USES:
        raise Http404
    is_public = use == shelf.PUBLIC
    if not is_public and not may_take(request, key):
        return refused(
            request,
            _("Ce fichier contient les réponses"),
            _("Il est réservé à l'équipe, aux réseaux partenaires et à qui a reçu un lien de leur part. Si le vôtre a plus de trente jours, demandez-en un autre."),
            403,
        )  # fmt: skip
    row = shelf.ready(key, get_language(), use)
    if row is None:
        raise Http404
    if row.heaviest:
        listed = ", ".join(f"{name} ({megabytes(size)} Mo)" for name, size in row.heaviest[:3])  # fmt: skip
        message = _("Il pèse %(size)s Mo, et une plateforme en prend %(most)s au plus. Ce qui pèse le plus : %(files)s.")  # fmt: skip
        told = {"size": megabytes(row.size), "most": bundle.MOST // 2**20, "files": listed}  # fmt: skip
        return refused(request, _("Ce parcours est trop lourd à emporter"), message % told, 409)  # fmt: skip
    return sent(request, row, is_public)


def may_take(request, key: UUID) -> bool:
    if opens(address_words.given(request.GET, "jeton"), key):
        return True
    return request.user.has_perm("wagtailadmin.access_admin")


def sent(request, row: ParcoursFile, is_public: bool) -> HttpResponse:
    etag = f'"{row.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        parcours = content.found(row.parcours, row.language)
        use = address_words.word(row.use, row.language)
        name = f"faire-alliance-{slugify(parcours.title)}-{use}.zip"
        response = FileResponse(
            row.file.open("rb"),
            content_type="application/zip",
            filename=name,
            as_attachment=True,
        )
        response["Content-Length"] = row.size
        response["Content-Language"] = row.language
        response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    return response


def megabytes(size: int) -> str:
    return str(round(size / 2**20, 1)).replace(".", "," if get_language() == "fr" else ".")  # fmt: skip


# --- In the admin -----------------------------------------------------------------


def for_the_team(request, pk):
    """The files of a parcours, and a link to send to whoever runs a platform."""
    parcours = get_object_or_404(ParcoursPage.objects.select_related("locale"), pk=pk)
    key, language = parcours.translation_key, parcours.language
    is_published = content.found(key, language) is not None
    link = ""
    if request.method == "POST" and is_published:
        path = frame.address("takeaway", language, key=key)
        query = address_words.query({"jeton": token(key)}, language)
        link = f"{settings.WAGTAILADMIN_BASE_URL}{path}{query}"
    context = {
        "parcours": parcours,
        "is_published": is_published,
        "files": [
            (use, name, frame.address("takeaway-file", language, key=key, use=use))
            for use, name in [("tout", _("Tout, en un ZIP")), *NAMES.items(), (shelf.PUBLIC, _("À lire hors ligne, sans les réponses"))]
        ],
        "link": link,
        "days": LINK_LASTS // 86400,
    }  # fmt: skip
    return render(request, "parcours/admin/takeaway.html", context)
