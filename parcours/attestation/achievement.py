"""
What a parcours asked, in words: written once for each version, the first time one is attested.

The words are those of the pages, in each language they are published in. Of an étape that
was taken off the site since, the version that the learner followed remembers the title.
"""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.listings import public
from core.templatetags.durations import duration
from parcours.models import Achievement, EtapePage, ParcoursPage
from parcours.versions import Version

from .addresses import absolute, address, human
from .proof import CREDENTIALS, OPEN_BADGES


def of(version: Version) -> Achievement:
    """The row of what a version of a parcours asks, added if it is the first time."""
    place = {"parcours": version.parcours, "version": version.number}
    found = Achievement.objects.filter(**place).first()
    if found is None:
        made = {"content": content(version), "at": timezone.now()}
        found, _is_new = Achievement.objects.get_or_create(**place, defaults=made)
    return found


def content(version: Version) -> dict:
    pages = public(ParcoursPage.objects.live()).filter(translation_key=version.parcours)
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}  # fmt: skip
    keys = [etape.key for etape in version.etapes]
    etapes = {
        (page.locale.language_code, page.translation_key): page
        for page in public(EtapePage.objects.live())
        .filter(translation_key__in=keys)
        .select_related("locale")
    }
    languages = [code for code, _name in settings.LANGUAGES if code in by_language]
    return {
        code: words(version, by_language.get(code), etapes, code)
        for code in languages or [settings.LANGUAGE_CODE]
    }


def words(version: Version, page, etapes: dict, language: str) -> dict:
    source = settings.LANGUAGE_CODE
    lines = []
    for each in version.etapes:
        shown = etapes.get((language, each.key))
        known = shown or etapes.get((source, each.key))
        lines.append(
            {
                "title": shown.title if shown else each.title,
                "language": language if shown else source,
                "minutes": each.minutes or (known.duration_minutes if known else 0),
                "questions": sum(r.kind == "question" for r in each.requirements),
            }
        )
    return {
        "title": page.title if page else version.title,
        "is_working_title": bool(page and page.is_working_title),
        "summary": page.introduction if page else "",
        "aims": [aim.value for aim in page.aims] if page else [],
        "minutes": sum(line["minutes"] for line in lines),
        "etapes": lines,
    }


# --- As Open Badges say it --------------------------------------------------------


def languages(row: Achievement) -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code in row.content]


def as_open_badge(row: Achievement, language: str) -> dict:
    """The definition of the badge: of the parcours alone, nothing of anybody."""
    told = row.words(language)
    with override(language):
        narrative = criteria(told)
        caption = _("Deux cercles noués : le badge des parcours de Faire alliance.")
        summary = told["summary"] or narrative.partition("\n")[0]
    found = {
        "id": definition_address(row, language),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": told["title"],
        "description": summary,
        "criteria": {
            "id": human("achievement", language, key=row.parcours, number=row.version),
            "narrative": narrative,
        },
        "image": {
            "id": absolute(
                address("attestation-badge", key=row.parcours, number=row.version)
            ),
            "type": "Image",
            "caption": caption,
        },
        "inLanguage": language,
        "version": str(row.version),
    }
    others = [code for code in languages(row) if code != language]
    if others:
        found["related"] = [
            {
                "id": definition_address(row, code),
                "type": ["Related"],
                "inLanguage": code,
                "version": str(row.version),
            }
            for code in others
        ]
    return found


def definition(row: Achievement, language: str) -> dict:
    """The same, as a document of its own."""
    return {"@context": [CREDENTIALS, OPEN_BADGES]} | as_open_badge(row, language)


def definition_address(row: Achievement, language: str) -> str:
    return absolute(
        address(
            "attestation-definition",
            key=row.parcours,
            number=row.version,
            language=language,
        )
    )


def criteria(told: dict) -> str:
    """What had to be done, in Markdown, in the active language."""
    first = asked(told)
    lines = [f"{n}. {line_of(etape)}" for n, etape in enumerate(told["etapes"], 1)]
    aims = [f"- {aim}" for aim in told["aims"]]
    parts = [first, "\n".join(lines)]
    if aims:
        parts += [_("À la fin, on sait :"), "\n".join(aims)]
    return "\n\n".join(parts)


def asked(told: dict) -> str:
    total = len(told["etapes"])
    if not told["minutes"]:
        return ngettext(
            "Faire l'étape du parcours, et répondre juste à ses questions.",
            "Faire les %(total)s étapes du parcours, et répondre juste à leurs questions.",
            total,
        ) % {"total": total}
    return ngettext(
        "Faire l'étape du parcours (%(lasting)s), et répondre juste à ses questions.",
        "Faire les %(total)s étapes du parcours (%(lasting)s), et répondre juste à leurs questions.",
        total,
    ) % {"total": total, "lasting": duration(told["minutes"])}


def line_of(etape: dict) -> str:
    known = [duration(etape["minutes"])] if etape["minutes"] else []
    if count := etape["questions"]:
        known.append(
            ngettext("%(n)s question", "%(n)s questions", count) % {"n": count}
        )
    return f"{etape['title']} ({', '.join(known)})" if known else etape["title"]
