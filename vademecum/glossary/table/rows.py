"""The terms as rows, to take away: what readers see, or what the team works on."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core import spreadsheets
from vademecum.models.glossary import Terme

WORDS = {
    "fr": {
        "name": "nom_fr",
        "variants": "variantes_fr",
        "definition": "definition_fr",
        "source_title": "source_title_fr",
    },
    "en": {
        "name": "name_en",
        "variants": "variants_en",
        "definition": "definition_en",
        "source_title": "source_title_en",
    },
}
COLUMNS = ["slug", "broader", *WORDS["fr"].values(), *WORDS["en"].values(), "source_url"]  # fmt: skip


def published() -> list[dict]:
    """The rows of what readers see."""
    rows = Terme.objects.live().select_related("locale", "broader")
    return pairs(rows, lambda broader: broader.slug if broader.live else "")


def drafts() -> list[dict]:
    """The rows of what the team works on: the latest draft of each term."""
    terms = [term.get_latest_revision_as_object() for term in Terme.objects.all()]
    slugs = {term.pk: term.slug for term in terms}
    return pairs(terms, lambda broader: slugs[broader.pk])


def pairs(terms, slug_of) -> list[dict]:
    """French terms with their English, in the order of their identifiers."""
    by_language = {"fr": {}, "en": {}}
    for term in terms:
        by_language.get(term.language, {})[term.translation_key] = term
    rows = []
    for key, french in by_language["fr"].items():
        english = by_language["en"].get(key)
        rows.append(
            {
                "slug": french.slug,
                "broader": slug_of(french.broader) if french.broader else "",
                **words(french, "fr"),
                **words(english, "en"),
                "source_url": french.source_url,
            }
        )
    return sorted(rows, key=lambda row: row["slug"])


def words(term: Terme | None, language: str) -> dict:
    return {
        column: getattr(term, name) if term else ""
        for name, column in WORDS[language].items()
    }


def lines(rows: list[dict]) -> list[list[str]]:
    return [COLUMNS, *([row[column] for column in COLUMNS] for row in rows)]


def response(rows: list[dict]) -> HttpResponse:
    return spreadsheets.response(lines(rows), _("glossaire.csv"))
