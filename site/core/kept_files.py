"""
Files that are made, each with its row (`file`, `sha256`), and made again.

A file is written first, its row after, and the file that it replaces goes last: whoever is
interrupted leaves the old one whole. Its name is one that nobody guesses, since files are
read at addresses of their own, by whoever may.
"""

import hashlib
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction


def put(row, written: bytes | None, kind: str):
    """Save a row with another file, or none, in a transaction of the caller's."""
    before, storage = row.file.name, row.file.storage
    row.file, row.sha256 = "", ""
    if written is not None:
        row.sha256 = hashlib.sha256(written).hexdigest()
        row.file.save(f"{uuid4().hex}.{kind}", ContentFile(written), save=False)
    row.save()
    if before:
        transaction.on_commit(lambda: storage.delete(before))


@transaction.atomic
def remove(row):
    name, storage = row.file.name, row.file.storage
    row.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
