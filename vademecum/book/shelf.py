"""
Books that are made: kept in storage, served, made again when what they say changes.

A dossier is the three files of one book: PDF, EPUB and press kit. Whoever is interrupted
leaves the old book whole (`core.kept_files`), and the next run begins again, since the
digest still differs.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.tasks import TaskResultStatus, task
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django_tasks_db.models import DBTaskResult

from core import frame, kept_files
from core.background import ask_once
from core.locks import in_turn
from vademecum.models.books import BookFile

from . import content, epub, kit, pdf

KINDS = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
}
A_BOOK_IS_MADE_IN = 20  # seconds: when a reader may ask again


def name_of(book: str, language: str, kind: str) -> str:
    return f"{book}.{language}.{kind}"


# --- Making -----------------------------------------------------------------------


def build(
    language: str,
    key: UUID | None = None,
    at: datetime | None = None,
    page_kind: str = "fiche",
) -> bool:
    """Make the files of a dossier, if what they say changed. True if it had."""
    at = at or timezone.now()
    name = f"{page_kind}-{key}" if key else "vademecum"
    with in_turn(f"{name}.{language}"):
        book = content.gather(language, key, at, page_kind)
        kept = rows(name, language)
        if len(kept) == len(KINDS) and all(
            row.digest == book.digest and row.file.storage.exists(row.file.name)
            for row in kept
        ):
            return False
        printed = pdf.write(book)
        files = {
            "pdf": printed,
            "epub": epub.write(book),
            "zip": kit.write(book, printed),
        }
        for kind, written in files.items():
            put(book, kind, written, at)
        return True


def rows(book: str, language: str) -> list[BookFile]:
    names = [name_of(book, language, kind) for kind in KINDS]
    return list(BookFile.objects.filter(name__in=names))


def put(book: content.Book, kind: str, written: bytes, at: datetime):
    """Keep a file in the place of the one before, which goes when nothing needs it."""
    name = name_of(book.name, book.language, kind)
    with transaction.atomic():
        row = BookFile.objects.select_for_update().filter(name=name).first()
        row = row or BookFile(name=name)
        row.digest, row.valid_until, row.made_at = book.digest, book.valid_until, at
        kept_files.put(row, written, kind)


def build_all(at: datetime | None = None) -> list[str]:
    """Make every dossier that changed, drop those of pages that are gone; name them."""
    at = at or timezone.now()
    made, wanted = [], set()
    for language, _name in settings.LANGUAGES:
        for name, key in content.names(language).items():
            wanted.update(name_of(name, language, kind) for kind in KINDS)
            if build(language, key, at, name.partition("-")[0]):
                made.append(f"{name}.{language}")
    for row in BookFile.objects.exclude(name__in=wanted):
        kept_files.remove(row)
    return made


# --- Rebuilding after a publication -----------------------------------------------


@task(backend="background", priority=-10)  # after what takes no time, like the index
def rebuild():
    build_all()
    ask_at_next_change_of_duty()


def ask_after_commit(**_signal):
    """Something that books are made of changed."""
    transaction.on_commit(ask)


def ask():
    """Ask for a rebuilding, unless one is already waiting."""
    ask_once(rebuild)


def ask_at_next_change_of_duty():
    """Nobody publishes anything the night when a contact goes off duty."""
    days = BookFile.objects.exclude(valid_until=None).order_by("valid_until")
    first = days.values_list("valid_until", flat=True).first()
    if first is None or first <= timezone.now():
        return
    asked = DBTaskResult.objects.filter(
        task_path=rebuild.module_path, status=TaskResultStatus.READY, run_after=first
    )
    if not asked.exists():
        rebuild.using(run_after=first).enqueue()


# --- Serving ----------------------------------------------------------------------


def serve(
    request,
    page,
    kind: str,
    key: UUID | None = None,
    page_kind: str = "fiche",
    at: datetime | None = None,
):
    """
    A file of the dossier of a page.

    A page that is not made yet is made at once, in less than a second; the whole book
    is asked for, and the reader told to come back.
    """
    at = at or timezone.now()
    language = page.language
    name = f"{page_kind}-{key}" if key else "vademecum"
    if name not in content.names(language):
        raise Http404  # restricted: no book holds it
    row = valid(name, language, kind, at)
    if row is None and key:
        build(language, key, at, page_kind)
        row = valid(name, language, kind, at)
    if row is None:
        ask()
        return being_made(request, page)
    return sent(request, page, row, kind)


def valid(name: str, language: str, kind: str, at: datetime) -> BookFile | None:
    """The file as it may be given now: never with a contact who is off duty."""
    row = BookFile.objects.filter(name=name_of(name, language, kind)).first()
    if row is None or (row.valid_until and row.valid_until <= at):
        return None
    return row if row.file.storage.exists(row.file.name) else None


def sent(request, page, row: BookFile, kind: str):
    etag = f'"{row.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            row.file.open("rb"),
            content_type=KINDS[kind],
            filename=f"faire-alliance-{slugify(page.title)}.{kind}",
            as_attachment=kind != "pdf",
        )
        response["Content-Length"] = row.file.size
        response["Content-Language"] = page.language
        response["ETag"] = etag
    # Kept by caches, asked again each time: a contact may be off duty tomorrow.
    response["Cache-Control"] = "public, no-cache"
    return response


def being_made(request, page) -> HttpResponse:
    with translation.override(page.language):
        title = translation.gettext("Le livre est en cours de fabrication")
        frame.of(request).title = title
        response = render(
            request,
            "vademecum/book_being_made.html",
            {"page": page, "title": title, "linked_data": {}},
            status=503,
        )
    response["Retry-After"] = str(A_BOOK_IS_MADE_IN)
    response["Cache-Control"] = "no-store"
    return response


def on_shelf(language: str) -> dict[str, BookFile]:
    """The files of the whole book that readers may have now, by kind; one statement."""
    now = timezone.now()
    return {
        row.name.rpartition(".")[2]: row
        for row in rows("vademecum", language)
        if not row.valid_until or row.valid_until > now
    }
