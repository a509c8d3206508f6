"""The attestation as a tagged PDF (PDF/UA-1), by the press that makes the Vademecum."""

import hashlib

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from core.typography import typeset_html
from parcours.models import Attestation
from vademecum.book.pdf import printed_pages, qr_code

from .addresses import human
from .badge import svg

A_DAY = 24 * 3600


def pdf(attestation: Attestation, language: str) -> bytes:
    """Kept for a day: it takes a good part of a second, and never changes."""
    text = html(attestation, language)
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = f"attestation:{digest}"
    found = cache.get(kept)
    if found is None:
        found = printed_pages(text, "book/attestation.css", digest)
        cache.set(kept, found, A_DAY)
    return found


def html(attestation: Attestation, language: str) -> str:
    words = attestation.achievement.words(language)
    where = human("attestation", language, uid=attestation.uid)
    with translation.override(language):
        page = render_to_string(
            "parcours/attestation_print.html",
            {
                "attestation": attestation,
                "words": words,
                "language": language,
                "address": where,
                "drawing": svg(len(words["etapes"])),
                "qr": qr_code(where, language),
            },
        )
    return typeset_html(page, language)


def file_name(attestation: Attestation, language: str) -> str:
    return f"attestation-{slugify(attestation.achievement.words(language)['title'])}"
