"""Compiles the message catalogues with Babel: no gettext has to be on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues(folder: Path) -> None:
    """Write each `django.mo` that is older than its `django.po`."""
    for source in folder.rglob("LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parts[-3]))
        translation_file_changed(None, target)  # Django may have read what was there


def repeat_source(path: Path) -> None:
    """
    Fill the French catalogue with the sources themselves.

    Otherwise a French sentence that is also an English word (« Comment ») would be
    looked up in the catalogues of Wagtail and Django, and « translated » by them.
    """
    with path.open("rb") as po:
        catalogue = read_po(po, locale="fr")
    for message in catalogue:
        if not message.id:
            continue
        message.string = message.id
        if message.pluralizable:
            one, several = message.id
            message.string = (one, *[several] * (catalogue.num_plurals - 1))
        message.flags.discard("fuzzy")
        message.user_comments = []  # the sentence that gettext took it for
    with path.open("wb") as po:
        write_po(po, catalogue, width=0, ignore_obsolete=True)
