"""What the rows of a file would change, and everything that prevents it."""

import html
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from vademecum import glossary
from vademecum.models.glossary import Terme

from .reading import Mistake, Row, Unreadable, read
from .rows import WORDS

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class Change:
    """A draft that an import writes; `base` is the French term of a new translation."""

    row: Row
    draft: Terme
    language: str
    base: Terme | None = None


@dataclass
class Plan:
    """What an import would do, and everything that prevents it."""

    changes: list[Change] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    broader: dict[str, str] = field(default_factory=dict)
    # English terms that are no longer translated sentence by sentence.
    unlike: list[str] = field(default_factory=list)


def plan(data: bytes, user) -> Plan:
    """Read and check a whole file; nothing is written."""
    try:
        rows, mistakes = read(data)
    except Unreadable as error:
        return Plan(mistakes=[error.mistake])
    planned = Plan(mistakes=mistakes)
    terms = [term.get_latest_revision_as_object() for term in Terme.objects.all()]
    known = {term.slug: term for term in terms if term.language == "fr"}
    slug_of = {term.pk: term.slug for term in known.values()}
    english = {term.translation_key: term for term in terms if term.language == "en"}
    planned.broader = {
        term.slug: slug_of.get(term.broader_id, "") for term in known.values()
    }
    before = dict(planned.broader)
    first_line: dict[str, int] = {}
    for row in rows:
        slug = row["slug"]
        if slug in first_line:
            message = _("Cet identifiant est déjà à la ligne %(line)s.")
            planned.mistakes.append(
                row.mistake("slug", message % {"line": first_line[slug]})
            )
            continue
        first_line[slug] = row.line
        planned.broader[slug] = row["broader"]
        french = known.get(slug) or Terme(slug=slug)
        pair = english.get(french.translation_key) if french.pk else None
        planned.mistakes += checked(row, french, pair)
        is_changed = fill(french, row, "fr") or before.get(slug) != row["broader"]
        if french.pk is None or is_changed:
            planned.changes.append(Change(row, french, "fr"))
        if has_english(row):
            target = pair or Terme(slug=slug)
            if fill(target, row, "en") or target.pk is None:
                planned.changes.append(Change(row, target, "en", base=french))
    planned.mistakes += hierarchy_mistakes(rows, planned.broader)
    planned.mistakes += clashes(rows, planned.changes)
    planned.mistakes += locked(planned.changes, user)
    planned.mistakes.sort(key=lambda mistake: mistake.line)
    return planned


def fill(term: Terme, row: Row, language: str) -> bool:
    """Give a draft the words of a row; true if it said something else."""
    wanted = {name: row[column] for name, column in WORDS[language].items()}
    if wanted["definition"] != term.definition and "<" not in wanted["definition"]:
        # Typed in a spreadsheet, without tags.
        wanted["definition"] = f"<p>{escape(wanted['definition'])}</p>"
    if language == "fr":
        wanted["source_url"] = row["source_url"]
    changed = any(getattr(term, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(term, name, value)
    return changed


def has_english(row: Row) -> bool:
    return any(row[column] for column in WORDS["en"].values())


def checked(row: Row, french: Terme, english: Terme | None) -> list[Mistake]:
    """What is wrong in the cells of a row, each by itself."""
    found = [
        row.mistake(column, _("Cette cellule contient un caractère interdit."))
        for column, cell in row.cells.items()
        if FORBIDDEN.search(cell)
    ]
    languages = ["fr", "en"] if has_english(row) or english else ["fr"]
    for language in languages:
        before = {"fr": french, "en": english}[language]
        for name, column in WORDS[language].items():
            # A draft may be unfinished: what was exported of it comes back.
            if before and before.pk and row[column] == getattr(before, name):
                continue
            found += cell_mistakes(row, column, name)
            if name == "definition":
                found += markup_mistakes(row, column)
    for column in ("slug", "source_url"):
        found += cell_mistakes(row, column, column)
    return found


def cell_mistakes(row: Row, column: str, name: str) -> list[Mistake]:
    model_field = Terme._meta.get_field(name)
    cell = row[column]
    said = html.unescape(strip_tags(cell)) if name == "definition" else cell
    if not model_field.blank and not said.strip():
        return [row.mistake(column, _("Cette cellule est vide."))]
    try:
        model_field.clean(cell, None)
    except ValidationError as error:
        return [row.mistake(column, message) for message in error.messages]
    return []


TAG = re.compile(
    r"<(?:(?P<close>/)?(?P<name>p|b|strong|i|em)|(?P<end>/a)|br ?/?"
    r'|(?P<key>p data-block-key="[\w-]+")'
    r'|(?P<link>a href="(?P<href>[^"<>]*)"|a id="\d+" linktype="page"|a linktype="page" id="\d+"))>'
)
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/|#)", re.I)


def markup_mistakes(row: Row, column: str) -> list[Mistake]:
    """The field keeps paragraphs, bold, italic and links: nothing else may come in."""
    cell, opened = row[column], []
    place = cell.find("<")
    while place >= 0:
        tag = TAG.match(cell, place)
        if tag is None:
            seen = cell[place : place + 20]
            return [row.mistake(column, _("« %(tag)s » n'est pas admis : seuls le gras, l'italique et les liens le sont.") % {"tag": seen})]  # fmt: skip
        if tag["href"] is not None and not ADDRESS.match(html.unescape(tag["href"])):
            return [row.mistake(column, _("Le lien « %(href)s » n'est pas une adresse.") % {"href": tag["href"]})]  # fmt: skip
        name = "a" if tag["link"] or tag["end"] else "p" if tag["key"] else tag["name"]
        if tag["end"] or tag["close"]:
            if not opened or opened.pop() != name:
                return [row.mistake(column, _("La balise « %(tag)s » ne ferme rien.") % {"tag": tag[0]})]  # fmt: skip
        elif name:
            opened.append(name)
        place = cell.find("<", tag.end())
    if opened:
        return [row.mistake(column, _("La balise « <%(tag)s> » n'est pas fermée.") % {"tag": opened[-1]})]  # fmt: skip
    return []


def hierarchy_mistakes(rows: list[Row], broader: dict[str, str]) -> list[Mistake]:
    found = []
    for row in rows:
        above = row["broader"]
        if above and above not in broader:
            message = _("« %(slug)s » n'est l'identifiant d'aucun terme.")
            found.append(row.mistake("broader", message % {"slug": above}))
            continue
        path = [row["slug"]]
        if not above:
            continue
        while above and above not in path:
            path.append(above)
            above = broader.get(above, "")
        if above == row["slug"]:
            message = _("Ces termes tournent en rond : %(names)s.")
            names = " → ".join([*path, above])
            found.append(row.mistake("broader", message % {"names": names}))
    return found


def clashes(rows: list[Row], changes: list[Change]) -> list[Mistake]:
    """A form that two terms would have, where this file changes one of them."""
    found = []
    changed = {(change.language, change.row["slug"]): change.row for change in changes}
    for language in ("fr", "en"):
        slugs = {row["slug"] for row in rows}
        said = [
            glossary.Definition(
                row["slug"],
                row[WORDS[language]["name"]],
                tuple(row[WORDS[language]["variants"]].splitlines()),
            )
            for row in rows
        ]
        live = Terme.objects.live().filter(locale__language_code=language)
        said += [term.as_found for term in live if term.slug not in slugs]
        told = set()
        # First the terms that this file changes: the mistake is told at their own form.
        for slug, form, other in sorted(
            glossary.clashes(said, language),
            key=lambda clash: (language, clash[0]) not in changed,
        ):
            is_ours = (language, slug) in changed
            row = changed.get((language, slug if is_ours else other))
            if row is None or {slug, other} in told:
                continue
            told.add(frozenset((slug, other)))
            is_name = is_ours and form == row[WORDS[language]["name"]]
            message = _("« %(form)s » désigne déjà le terme « %(term)s ».")
            found.append(
                row.mistake(
                    WORDS[language]["name" if is_name else "variants"],
                    message % {"form": form, "term": other if is_ours else slug},
                )
            )
    return found


def locked(changes: list[Change], user) -> list[Mistake]:
    return [
        change.row.mistake("slug", _("Ce terme est verrouillé par quelqu'un d'autre."))
        for change in changes
        if change.draft.pk and (lock := change.draft.get_lock()) and lock.for_user(user)
    ]
