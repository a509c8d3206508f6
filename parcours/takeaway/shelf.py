"""Parcours to take away: kept in storage, made again when what they say changes."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from core import kept_files
from core.background import ask_once
from core.listings import public
from core.locks import in_turn
from parcours.models import ParcoursFile, ParcoursPage

from . import bundle, content

PUBLIC = "hors-ligne"
TEAM = ("tout", *bundle.PLATFORMS)
USES = (PUBLIC, *TEAM)


def build(parcours: ParcoursPage, at: datetime | None = None) -> bool:
    """Make the files of a parcours, if what they say changed. True if it had."""
    key, language = parcours.translation_key, parcours.language
    with in_turn(f"parcours-{key}.{language}"):
        made = [make(parcours, corrects, at) for corrects in (False, True)]
    return any(made)


def make(parcours, corrects: bool, at: datetime | None) -> bool:
    package = content.gather(parcours, corrects)
    digest = digest_of(package)
    uses = TEAM if corrects else (PUBLIC,)
    kept = rows(parcours).filter(use__in=uses)
    if len(kept) == len(uses) and all(is_whole(row, digest) for row in kept):
        return False
    try:
        written, heaviest = bundle.write(package), []
        sizes = {use: len(each) for use, each in written.items()}
    except bundle.TooHeavyError as error:
        written, heaviest = {}, error.heaviest
        sizes = dict.fromkeys(uses, error.size)
    for use in uses:
        put(parcours, use, written.get(use), at or timezone.now(), digest=digest, size=sizes[use], heaviest=heaviest)  # fmt: skip
    return True


def digest_of(package: content.Package) -> str:
    """Of everything that the files are made of, the code that makes them included."""
    found = hashlib.sha256()
    sources = [*sorted(bundle.RUNTIME.parent.glob("*.py"))]
    made = {path.name: path.read_bytes() for path in sources}
    if package.corrects:
        made |= bundle.manifests(package)
    for name, each in (bundle.files(package) | made).items():
        found.update(f"{name} {len(each)}\n".encode() + each)
    return found.hexdigest()


def rows(parcours):
    return ParcoursFile.objects.filter(
        parcours=parcours.translation_key, language=parcours.language
    )


def is_whole(row: ParcoursFile, digest: str) -> bool:
    is_there = bool(row.heaviest) or row.file.storage.exists(row.file.name)
    return row.digest == digest and is_there


def put(parcours, use: str, written: bytes | None, at: datetime, **fields):
    """Keep a file in the place of the one before, which goes when nothing needs it."""
    with transaction.atomic():
        kept = rows(parcours).select_for_update().filter(use=use).first()
        row = kept or ParcoursFile(
            parcours=parcours.translation_key, language=parcours.language, use=use
        )
        for name, value in fields.items():
            setattr(row, name, value)
        row.made_at = at
        kept_files.put(row, written, "zip")


def build_all(at: datetime | None = None) -> list[str]:
    """Make every parcours that changed, drop those that are gone; name them."""
    made, wanted = [], []
    languages = [code for code, _name in settings.LANGUAGES]
    pages = public(ParcoursPage.objects.live()).filter(alias_of=None)
    for parcours in pages.select_related("locale"):
        if parcours.language in languages and content.etapes_of(parcours):
            wanted += rows(parcours).values_list("pk", flat=True)
            if build(parcours, at):
                made.append(f"{parcours.slug}.{parcours.language}")
            wanted += rows(parcours).values_list("pk", flat=True)
    for row in ParcoursFile.objects.exclude(pk__in=wanted):
        kept_files.remove(row)
    return made


def ready(key: UUID, language: str, use: str) -> ParcoursFile | None:
    """The file as it is, made at once the first time; None for what nobody may have."""
    parcours = content.found(key, language)
    if parcours is None or not content.etapes_of(parcours):
        return None
    row = rows(parcours).filter(use=use).first()
    if row is None or not is_whole(row, row.digest):
        build(parcours)
        row = rows(parcours).filter(use=use).first()
    return row


# --- After a publication ----------------------------------------------------------


@task(backend="background")
def rebuild():
    build_all()


def ask_after_commit(**_signal):
    """Something that parcours are made of changed."""
    transaction.on_commit(ask)


def ask():
    """Ask for a rebuilding, unless one is already waiting."""
    ask_once(rebuild)
