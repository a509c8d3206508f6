"""The interface is whole in both languages."""

import re
import subprocess
from ast import literal_eval
from io import BytesIO
from pathlib import Path

import django
import pytest
import wagtail
import wagtail_localize
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What Django makes of a template's tags: calls with literal strings.
CALL = re.compile(r"""\b(?:_|n?gettext)\(\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def catalogue(language: str):
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as po:
        return read_po(po, locale=language)


def forms(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def sources() -> set[str]:
    """Every sentence to translate in the code and the templates that git tracks."""
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.html"],
        cwd=settings.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = set()
    for name in tracked.stdout.split():
        if name.startswith("tests/") or not (settings.ROOT / name).exists():
            continue
        text = (settings.ROOT / Path(name)).read_text()
        if name.endswith(".html"):
            found.update(map(literal_eval, CALL.findall(templatize(text))))
            continue
        for _line, message, _comments, _context in extract(
            "python", BytesIO(text.encode()), KEYWORDS
        ):
            found.add(forms(message)[0])
    return found


def test_every_sentence_is_in_the_catalogues():
    known = {forms(message.id)[0] for message in catalogue("en") if message.id}

    assert sources() - known == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_is_translated(language):
    untranslated = [
        message.id
        for message in catalogue(language)
        if message.id and (message.fuzzy or not all(forms(message.string)))
    ]

    assert untranslated == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_translations_keep_the_placeholders(language):
    wrong = [
        message.id
        for message in catalogue(language)
        if message.id
        and any(
            not set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall("".join(forms(message.id))))
            for form in forms(message.string)
        )
    ]  # fmt: skip

    assert wrong == []


def test_what_is_corrected_in_the_french_of_others_is_what_they_say():
    """A sentence that they no longer have corrects nothing; what it puts in is theirs."""
    theirs = {}
    for package in (django, wagtail, wagtail_localize):
        folder = Path(package.__file__).parent
        for path in folder.rglob("locale/fr/LC_MESSAGES/django.po"):
            with path.open("rb") as po:
                theirs |= {message.id: message.string for message in read_po(po)}

    with (settings.LOCALE_PATHS[1] / "fr/LC_MESSAGES/django.po").open("rb") as po:
        ours = {message.id: message.string for message in read_po(po) if message.id}

    assert ours.keys() - theirs.keys() == set()
    for said, corrected in ours.items():
        assert set(PLACEHOLDER.findall(corrected)) <= set(PLACEHOLDER.findall(said))
        assert corrected not in ("", theirs[said])


def test_the_admin_says_what_it_did_in_right_french():
    with translation.override("fr"):
        told = translation.gettext(
            "%(model_name)s '%(object)s' has been submitted for moderation."
        )

    assert told == "Soumis à relecture : %(model_name)s « %(object)s »."


def test_no_english_sentence_is_the_french_one():
    """Words that are the same in both languages are short; a sentence never is."""
    same = [
        forms(message.id)[0]
        for message in catalogue("en")
        if message.id and forms(message.string)[0] == forms(message.id)[0]
    ]

    names = ("Creative Commons", "%(total)s")
    assert [t for t in same if len(t.split()) > 3 and not t.startswith(names)] == []
