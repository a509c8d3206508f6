"""The facts of the Vademecum as schema.org nodes, for its pages and for those that cite them."""

from django.urls import reverse

from core.linked_data import plain_text, reference, source
from core.numbers import unit_label


def cited(body, kind: str) -> list:
    """The records of a kind that a body shows, once each, in the reader's language."""
    shown = [block.value for block in body if block.block_type == kind]
    found = {row.pk: row.in_language() for row in shown if row and row.live}
    return list(found.values())


def citations(body) -> list[dict]:
    """The figures that a body cites, with what they say today."""
    return [claim(figure) for figure in cited(body, "figure")]


def claim(figure) -> dict:
    """A figure where it is cited: the sentence, the value, the address that lasts."""
    return {
        "@type": "Claim",
        "@id": figure.get_absolute_url(),
        "url": figure.get_absolute_url(),
        "text": f"{figure.formatted} {figure.counts}",
        "inLanguage": figure.language,
        "mainEntity": observation(figure),
        # Where a figure is only cited, readers see the day of its last correction.
        "correction": [correction(figure, each) for each in figure.corrections[:1]],
    }


def correction(figure, made) -> dict:
    """That something was corrected, when, and the version that tells all."""
    version = [figure.identifier, made.number]
    return {
        "@type": "CorrectionComment",
        "url": reverse("figure-version", args=version),
        "datePublished": made.at,
    }


def observation(figure) -> dict:
    """The value itself; a range has two ends."""
    high = figure.value_high
    ends = {"value": figure.value} if high is None else {"minValue": figure.value, "maxValue": high}  # fmt: skip
    unit = unit_label(figure.value if high is None else high, figure.unit)
    return {"@type": "Observation", **ends, "unitText": unit}


def sheet(figure, number: int | None = None) -> dict:
    """A figure on its own page: all that one must know to quote it."""
    days = [day.isoformat() for day in (figure.period_start, figure.period_end) if day]
    return claim(figure) | {
        "identifier": figure.get_absolute_url(),
        "name": figure.title,
        "description": figure.caveat,
        "version": number,
        "datePublished": figure.first_published_at,
        "dateModified": figure.last_published_at,
        "temporalCoverage": "/".join(dict.fromkeys(days)),
        "isBasedOn": source(
            figure.source_title, figure.source_url, figure.source_publisher
        ),
        "mainEntity": observation(figure)
        | {
            "variableMeasured": figure.title,
            "description": figure.population,
            "measurementTechnique": figure.method,
        },
        "correction": [
            correction(figure, each)
            | {"text": each.reason, "inLanguage": each.language}
            for each in figure.corrections
        ],
    }


def defined_term(term, url: str) -> dict:
    return {
        "@type": "DefinedTerm",
        "@id": f"{url}#{term.slug}" if url else "",
        "name": term.name,
        "inLanguage": term.language,
    }


def defined_term_set(terms, url: str, language: str) -> dict:
    """The glossary: each term with its definition, at its own address."""
    return {
        "@type": "DefinedTermSet",
        "@id": url,
        "inLanguage": language,
        "hasDefinedTerm": [
            defined_term(term, url)
            | {
                "alternateName": term.forms,
                "description": plain_text(term.definition, term.language),
            }
            for term in terms
        ],
    }


def measure(mesure, url: str) -> dict:
    """A measure where it is listed or cited; `url` is that of the roadmap."""
    address = f"{url}{mesure.number}/" if url else ""
    return {
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "name": mesure.title,
        "inLanguage": mesure.language,
    }


def measure_sheet(mesure, page) -> dict:
    """
    A measure on its own page.

    Its state is a status of our own: no action of schema.org says « à confirmer ».
    """
    return measure(mesure, page.href) | {
        "position": mesure.number,
        "isPartOf": reference(page, page.schema_type),
        "description": plain_text(mesure.explanation, mesure.language),
        "creativeWorkStatus": mesure.get_status_display(),
        "citation": source(mesure.source_title, mesure.source_url),
    }
