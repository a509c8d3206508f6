"""
Attestations: asked for and taken back by their learner, read by whoever holds the address.

What machines read (keys, definitions, lists, credentials) is at addresses without language,
open to the pages of other sites: a verifier is never ours.
"""

from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from core import frame
from core.guessing import is_allowed
from core.same_origin import readers_form
from parcours.learner_cookie import even_if_merged, own_learner
from parcours.models import Achievement, Attestation, StatusList
from parcours.refusals import refused, too_many
from parcours.sent_forms import by_form_only

from . import achievement, badge, credential, document, issuing, keys, proof, status

# --- The learner ------------------------------------------------------------------


@by_form_only
@even_if_merged
def ask(request, key):
    """The attestation of a parcours that is complete, with the name that was typed, if any."""
    learner = own_learner(request)
    if not is_allowed(request, "attestation", most=30, in_all=3000):
        return too_many(request)
    try:
        name = issuing.printable(request.POST.get("name", ""))
    except issuing.BadName:
        message = _("Un nom tient sur une ligne de %(most)s signes. Laissez le champ vide pour une attestation sans nom.") % {"most": issuing.LONGEST_NAME}  # fmt: skip
        return refused(request, _("Ce nom ne peut pas être imprimé"), message, 422)
    try:
        made = issuing.issue(learner, key, name, get_language())
    except issuing.NotYet:
        message = _("Une attestation est délivrée quand toutes les étapes de la version suivie sont complètes, et celles des parcours nécessaires avant. « Mon parcours » dit ce qui manque.")  # fmt: skip
        return refused(request, _("Pas encore d'attestation"), message, 409)
    return redirect("attestation", uid=made.uid)


@readers_form
def withdraw(request, uid):
    """Two clicks: the first asks, the second takes the attestation back for ever."""
    found = get_object_or_404(
        own_learner(request).attestations.shown(), uid=uid, revoked_at=None
    )
    if request.method == "POST":
        issuing.withdraw(found)
        return redirect("desk")
    frame.for_view(request, _("Retirer l'attestation"), "withdraw", uid=uid)
    context = {"attestation": found, "words": found.achievement.words(get_language())}
    return render(request, "parcours/withdraw.html", context)


# --- Whoever holds the address ----------------------------------------------------


def held(uid, is_valid=False) -> Attestation:
    found = Attestation.objects.shown().filter(uid=uid).first()
    if found is None or (is_valid and not found.is_valid):
        raise Http404
    return found


def unlisted(view):
    """An address that somebody shares is theirs: no index keeps it, no cache either."""

    @wraps(view)
    def quietly(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(require_safe(quietly))


@unlisted
def page(request, uid):
    """What is attested, whether it still holds, and how to check it."""
    found = Attestation.objects.shown().filter(uid=uid).first()
    if found is None:
        return unknown(request, uid)
    words = found.achievement.words(get_language())
    frame.for_view(request, _("Attestation"), "attestation", uid=uid)
    context = {
        "attestation": found,
        "words": words,
        "drawing": badge.svg(len(words["etapes"])),
    }
    return render(request, "parcours/attestation.html", context)


def unknown(request, uid):
    """Forged, mistyped, or erased by its learner: nothing is kept that could tell."""
    frame.for_view(request, _("Aucune attestation à cette adresse"), "attestation", uid=uid)  # fmt: skip
    return render(request, "parcours/no_attestation.html", status=404)


@unlisted
def pdf(request, uid):
    """The page to print and to send: made once a day at most, always the same bytes."""
    found = held(uid, is_valid=True)
    if not is_allowed(request, "attestation-pdf", most=60, in_all=1200):
        return too_many(request)
    response = HttpResponse(
        document.pdf(found, get_language()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{document.file_name(found, get_language())}.pdf"'  # fmt: skip
    return response


@unlisted
def baked_svg(request, uid):
    found = held(uid, is_valid=True)
    return attached(badge.baked_svg(found), "image/svg+xml", "badge.svg")


@unlisted
def baked_png(request, uid):
    found = held(uid, is_valid=True)
    return attached(badge.baked_png(found), "image/png", "badge.png")


def attached(content, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def criteria(request, key, number):
    """What a version of a parcours asked, for whoever reads an attestation of it."""
    row = get_object_or_404(Achievement, parcours=key, version=number)
    words = row.words(get_language())
    frame.for_view(request, words["title"], "achievement", key=key, number=number)
    context = {
        "achievement": row,
        "words": words,
        "definitions": [
            (code, achievement.definition_address(row, code))
            for code in achievement.languages(row)
        ],
    }
    return render(request, "parcours/achievement.html", context)


# --- Machines ---------------------------------------------------------------------


def for_machines(seconds: int):
    """JSON for anybody, from anywhere, kept by caches for a while."""

    def decorate(view):
        @require_safe
        @cache_control(public=True, max_age=seconds)
        @wraps(view)
        def answered(request, *args, **kwargs):
            return linked_data(view(request, *args, **kwargs))

        return answered

    return decorate


def linked_data(found) -> HttpResponse:
    text = found if isinstance(found, str) else proof.written(found)
    response = HttpResponse(text, content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def issues():
    if not keys.all_keys():
        raise Http404


@for_machines(seconds=300)
def key_document(request):
    """The keys that verify (DID document): what `did:web` leads to."""
    issues()
    return keys.document()


@for_machines(seconds=300)
def issuer_profile(request):
    issues()
    return {"@context": [proof.CREDENTIALS, proof.OPEN_BADGES]} | credential.profile()


@for_machines(seconds=300)
def definition(request, key, number, language):
    row = get_object_or_404(Achievement, parcours=key, version=number)
    if language not in achievement.languages(row):
        raise Http404
    return achievement.definition(row, language)


@for_machines(seconds=300)
def status_list(request, number):
    row = get_object_or_404(StatusList, number=number)
    if keys.signing() is None:
        raise Http404
    return status.credential(row)


@unlisted
def signed(request, uid):
    """The credential, to the byte as it was signed; revoked, its status says so."""
    return linked_data(held(uid).credential)


@require_safe
@cache_control(public=True, max_age=86400)
def emblem(request, key, number):
    """The badge of a parcours, of nobody: what shows badges asks for it."""
    row = get_object_or_404(Achievement, parcours=key, version=number)
    drawn = badge.png(len(next(iter(row.content.values()))["etapes"]))
    response = HttpResponse(drawn, content_type="image/png")
    response["Access-Control-Allow-Origin"] = "*"
    return response
