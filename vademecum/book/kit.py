"""The press kit of a dossier: its PDF, texts, figures and pictures, in one ZIP."""

import hashlib

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.typography import typeset, typeset_html
from vademecum import data

from . import markup
from .archive import archive
from .content import TEMPLATES, Book, absolute
from .pictures import original


def write(book: Book, printed: bytes) -> bytes:
    """The kit of a book whose PDF is already made."""
    with translation.override(book.language):
        files = {
            readme(book): introduction(book),
            f"{book.file_stem}.pdf": printed,
            **texts(book),
            **figures(book),
            **pictures(book),
        }
    sums = [
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    ]
    return archive(files | {"MANIFEST": "".join(sums).encode()})


def readme(book: Book) -> str:
    return "LISEZ-MOI.txt" if book.language == "fr" else "README.txt"


def introduction(book: Book) -> bytes:
    text = render_to_string(f"{TEMPLATES}/kit_readme.txt", {"book": book})
    return typeset(text, book.language).encode()


def texts(book: Book) -> dict[str, bytes]:
    """Each chapter to read and to paste: as a page and as plain text."""
    files, folder = {}, _("textes")
    for number, chapter in enumerate(book.chapters, 1):
        body = markup.parse(chapter.html)
        markup.redirect(body, lambda href: elsewhere(book, href))
        for image in body.iter("img"):
            image.set("src", image.get("src").replace("/media/", "../images/"))
        stem = f"{folder}/{number:02}-{chapter.slug}"
        page = render_to_string(
            f"{TEMPLATES}/kit_text.html",
            {"book": book, "chapter": chapter, "html": markup.inner(body)},
        )
        files[f"{stem}.html"] = typeset_html(page, chapter.language).encode()
        files[f"{stem}.txt"] = markup.plain_text(body).encode()
    return files


def elsewhere(book: Book, href: str) -> str:
    """In a text alone, a link leads to the site."""
    return absolute(href) if not href.startswith("#") else book.address


def figures(book: Book) -> dict[str, bytes]:
    if not book.figures:
        return {}
    name = _("chiffres")
    return {
        f"{name}.csv": data.as_csv(book.figures),
        f"{name}.json": data.as_json(book.figures),
    }


def pictures(book: Book) -> dict[str, bytes]:
    """Pictures as they were given to us, each beside what its use asks."""
    files = {}
    for picture in book.pictures:
        credit = render_to_string(f"{TEMPLATES}/kit_picture.txt", {"picture": picture})
        files[f"images/{picture.name}"] = original(picture)
        files[f"images/{picture.name}.txt"] = typeset(credit, book.language).encode()
    return files
