"""
The glossary in running text: the first time a page says a term, it leads to its meaning.

>>> glossary = compiled([("alliance", ["Alliance stratégique"])], "fr")
>>> link_terms("<p>Deux alliances stratégiques.</p>", glossary, "/fr/glossaire/")
'<p>Deux <a class="term" href="/fr/glossaire/#alliance">alliances stratégiques</a>.</p>'
"""

import re
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils.html import escape

from core.typography import LANGUAGE, TOKEN, VOID
from vademecum.models import Terme

# Running text is in paragraphs and lists…
PROSE = {"p", "li"}
# … but for what leads elsewhere, is somebody else's words, or is there to be filled in.
UNTOUCHED = {
    "a",
    "abbr",
    "blockquote",
    "button",
    "cite",
    "code",
    "dfn",
    "dl",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "label",
    "legend",
    "nav",
    "option",
    "pre",
    "script",
    "style",
    "summary",
    "svg",
    "textarea",
}
LINKED = re.compile(r'^<a class="term" href="[^"]*#([\w-]+)"')
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")

SPACE = r"(?:[\s\u00a0\u202f]|&nbsp;)+"
APOSTROPHE = r"(?:['’ʼ]|&#x27;|&#39;)"
HYPHEN = r"[-\u2010\u2011]"


@dataclass(frozen=True)
class Glossary:
    """The terms of a language, as one expression; each group is a term."""

    pattern: re.Pattern
    slugs: tuple[str, ...]
    language: str


def compiled(terms: list[tuple[str, list[str]]], language: str) -> Glossary | None:
    """A glossary of (slug, forms); the longest form wins where several begin."""
    forms = [
        (form, place)
        for place, (_slug, all_forms) in enumerate(terms)
        for form in all_forms
        if re.search(r"\w", form)
    ]
    if not forms:
        return None
    forms.sort(key=lambda pair: -len(pair[0]))
    either = "|".join(
        f"(?P<t{place}_{number}>{as_written(form, language)})"
        for number, (form, place) in enumerate(forms)
    )
    pattern = re.compile(rf"(?<![\w\-\u2011])(?:{either})(?![\w\-\u2011])")
    return Glossary(pattern, tuple(slug for slug, _forms in terms), language)


def names(name: str) -> list[str]:
    """« “Faire alliance” (making alliances) » is two forms."""
    outside, _bracket, inside = name.partition("(")
    return [form.strip(" “”«»\u00a0\u202f") for form in (outside, inside.rstrip(") "))]


def as_written(form: str, language: str) -> str:
    """The ways of writing a form: its plurals, its spaces, hyphens and apostrophes."""
    parts = []
    for token in re.findall(r"\w+|\s+|[^\w\s]", form.strip()):
        if token.isspace():
            parts.append(SPACE)
        elif token in "'’ʼ":
            parts.append(APOSTROPHE)
        elif token in "-\u2010\u2011":
            parts.append(HYPHEN)
        elif token[0].isalnum():
            parts.append(word(token, language))
        else:
            parts.append(re.escape(escape(token)))
    return "".join(parts)


def word(token: str, language: str) -> str:
    """A word and its plural. A sigle keeps its capitals: « ODD » is not « odd »."""
    if token.isdigit() or (token.isupper() and len(token) > 1):
        return re.escape(token)
    stem, endings = token, ""
    if language == "fr":
        if token.endswith("al"):
            stem, endings = token[:-1], "(?:l|ls|ux)"
        elif len(token) > 2 and token[-1] not in "sxz":
            endings = "[sx]?"
    elif len(token) > 2 and token[-1] != "s":
        if token.endswith("y"):
            stem, endings = token[:-1], "(?:y|ies)"
        else:
            endings = "(?:s|es)?"
    return f"(?i:{re.escape(stem)}{endings})"


def link_terms(html: str, glossary: Glossary, href: str) -> str:
    """
    The same HTML, where the first mention of each term is a link to its definition.

    Nothing else changes. Doing it twice changes nothing more.
    """
    parts = TOKEN.split(html)  # text, tag, name of an element that is no prose, text, …
    tags = [*parts[1::3], ""]
    linked = {found[1] for tag in tags if (found := LINKED.match(tag))}
    printed, stack = [], []  # what is open: (name, is running text, is left alone)
    for text, tag in zip(parts[::3], tags, strict=True):
        is_prose, is_alone = stack[-1][1:] if stack else (False, False)
        if is_prose and not is_alone and not text.isspace():
            text = _link(text, glossary, href, linked)
        printed += [text, tag]
        name = NAME.match(tag)
        if name is None or "</" in tag[2:]:
            continue
        name = name[1].lower()
        if tag.startswith("</"):
            if any(opened[0] == name for opened in stack):
                while stack.pop()[0] != name:
                    pass
        elif name not in VOID and not tag.endswith("/>"):
            language = LANGUAGE.search(tag)
            is_foreign = language and language[1].lower() != glossary.language
            stack.append(
                (
                    name,
                    is_prose or name in PROSE,
                    is_alone or name in UNTOUCHED or bool(is_foreign),
                )
            )
    return "".join(printed)


def _link(text: str, glossary: Glossary, href: str, linked: set[str]) -> str:
    def link(match):
        slug = glossary.slugs[int(match.lastgroup[1:].partition("_")[0])]
        if slug in linked:
            return match[0]
        linked.add(slug)
        return f'<a class="term" href="{escape(href)}#{slug}">{match[0]}</a>'

    return glossary.pattern.sub(link, text)


# --- The glossary at hand -------------------------------------------------------------

STAMP = "glossary-stamp"
_at_hand: dict[str, tuple[str, Glossary | None]] = {}


def of_language(language: str) -> Glossary | None:
    """
    The terms that readers of a language see, compiled once until one of them changes.

    The stamp is read before the rows: rows read while somebody publishes are kept under
    the stamp of before, and nobody finds them again.
    """
    stamp = cache.get(STAMP)
    if stamp is None:
        stamp = cache.get_or_set(STAMP, lambda: uuid.uuid4().hex, None)
    kept_stamp, glossary = _at_hand.get(language, ("", None))
    if kept_stamp != stamp:
        from_rows = [
            (term.slug, [*names(term.name), *term.forms])
            for term in Terme.objects.for_readers(language)
            if term.language == language
        ]
        glossary = compiled(from_rows, language)
        _at_hand[language] = stamp, glossary
    return glossary


def forget(**_kwargs):
    """A term changed: once it is committed, every process reads the terms again."""
    transaction.on_commit(lambda: cache.set(STAMP, uuid.uuid4().hex, None))
