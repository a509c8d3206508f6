"""
How an edition is frozen: each chapter of the book as a page of its own, with the style,
letters and pictures that it shows, the books themselves and the data.
"""

import mimetypes
import re
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import translation

from core.typography import typeset_html
from vademecum import data
from vademecum.book import content, epub, kit, markup, notes, pdf, pictures
from vademecum.editions import seal, sha256
from vademecum.models import Edition, EditionItem
from vademecum.models.versions import now

FROZEN = settings.ROOT / "vademecum" / "frozen"
LETTERS = settings.SITE / "static" / "fonts" / "bricolage.woff2"
MEDIA = re.compile(rf'(?<=["\s,]){re.escape(settings.MEDIA_URL)}([^"\s,]+)')


def ask_edition(note: str, note_en: str, user) -> Edition:
    """An edition asked by somebody of the team; it is frozen after the request."""
    edition = Edition.objects.ask(note, note_en, user)
    transaction.on_commit(freeze.enqueue)
    return edition


@task(backend="background", priority=-10)
def freeze() -> None:
    """
    Keep everything of the editions that were asked, in their order; each whole, or not at all.

    One that a killed worker left is frozen with the next one.
    """
    for pk in Edition.objects.filter(frozen_at=None).order_by("number").values("pk"):
        freeze_one(**pk)


def freeze_one(pk: int) -> None:
    """What takes long, the books, is made before anything is written: nobody waits for it."""
    edition = Edition.objects.get(pk=pk)
    edition.frozen_at = now()
    with transaction.atomic():  # both languages are of one moment
        books = [content.gather(language) for language, _name in settings.LANGUAGES]
    items = [kept for book in books for kept in items_of(edition, book)]
    with transaction.atomic():
        if Edition.objects.select_for_update().get(pk=pk).frozen_at is not None:
            return  # another worker was faster
        EditionItem.objects.bulk_create(items)
        previous = Edition.objects.published().filter(number__lt=edition.number).first()
        edition.sha256 = seal(edition, items, previous.sha256 if previous else "")
        edition.save(update_fields=["frozen_at", "sha256"])


def items_of(edition: Edition, book: content.Book) -> list[EditionItem]:
    """All that an edition keeps in one language."""
    language = book.language
    pages = {chapter.name: slug_of(chapter) for chapter in book.chapters}
    kept = [page_of(edition, book, chapter, pages) for chapter in book.chapters]
    kept += [
        item(edition, language, beside(picture.name), pictures.printed(picture))
        for picture in book.pictures
    ]
    printed = pdf.write(book)
    files = {
        "edition.css": (FROZEN / "edition.css").read_bytes(),
        "lettres.woff2": LETTERS.read_bytes(),
        "vademecum.pdf": printed,
        "vademecum.epub": epub.write(book),
        "dossier.zip": kit.write(book, printed),
        "chiffres.csv": data.as_csv(book.figures),
        "chiffres.json": data.as_json(book.figures),
    }
    return kept + [item(edition, language, *file) for file in files.items()]


def slug_of(chapter) -> str:
    """Where a chapter is in its edition: the introduction opens it."""
    return "" if chapter.kind == "introduction" else chapter.slug


def page_of(edition, book, chapter, pages) -> EditionItem:
    slug = slug_of(chapter)
    up = "../" if slug else ""
    body = markup.parse(chapter.html)
    markup.redirect(body, lambda href: target(href, book, pages, up))
    with translation.override(chapter.language):
        notes.gather(body)
    inside = MEDIA.sub(lambda name: f"{up}{beside(name[1])}", markup.inner(body))
    with translation.override(book.language):
        html = render_to_string(
            "vademecum/edition/page.html",
            {
                "edition": edition,
                "book": book,
                "chapter": chapter,
                "html": inside,
                "contents": [(c, slug_of(c)) for c in book.chapters],
                "slug": slug,
                "up": up,
                "frozen_at": edition.frozen_at,
            },
        )
    return item(
        edition,
        book.language,
        slug,
        typeset_html(html, book.language).encode(),
        title=chapter.title,
        content_type="text/html; charset=utf-8",
    )


def target(href: str, book, pages: dict[str, str], up: str) -> str:
    """Where a link of a chapter leads: to a page of the edition, else to the living site."""
    if href.startswith("#"):
        return href
    if (place := book.places.get(href)) is None:
        return content.absolute(href)
    chapter, _hash, anchor = place.partition("#")
    slug = pages[chapter]
    path = f"{up}{slug}/" if slug else up or "./"
    return f"{path}#{anchor}" if anchor else path


def beside(name: str) -> str:
    """Where an edition keeps a picture of the book, printed as a JPEG."""
    return f"images/{PurePosixPath(name).stem}.jpg"


def item(edition, language, path, content, title="", content_type="") -> EditionItem:
    content_type = content_type or mimetypes.guess_type(path)[0] or "text/plain"
    if content_type.startswith("text/") and "charset" not in content_type:
        content_type += "; charset=utf-8"
    return EditionItem(
        edition=edition,
        language=language,
        path=path,
        title=title or path,
        content_type=content_type,
        content=content,
        sha256=sha256(content),
    )
