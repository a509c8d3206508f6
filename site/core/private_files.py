"""
Pictures and documents that are not for everybody: those of a private collection.

Wagtail asks a visitor of a private document to sign in, and shows pictures to anybody. Here
both are nowhere: not at `/media/`, in no list of the API, not as a rendition.
"""

import posixpath
import secrets

from django.apps import apps
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
)
from wagtail.models import Collection, CollectionViewRestriction


def restriction(path: str):
    """That a collection, or one above it, is private; `path` leads to the collection's."""
    inside = ExpressionWrapper(OuterRef(path), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.alias(inside=inside)
    return Exists(restrictions.filter(inside__startswith=F("collection__path")))


def private(files: QuerySet) -> QuerySet:
    return files.filter(restriction("collection__path"))


def public(files: QuerySet) -> QuerySet:
    return files.filter(~restriction("collection__path"))


def is_private(file) -> bool:
    return private(type(file).objects.filter(pk=file.pk)).exists()


def named(path: str):
    """The private file that storage keeps under a name: a picture, its rendition, a document."""
    images, renditions, documents = (
        apps.get_model("core", name).objects
        for name in ("SiteImage", "SiteRendition", "SiteDocument")
    )
    name = posixpath.normpath(path).lstrip("/")
    image = private(images.filter(file=name)).first()
    if image is not None:
        return image
    rendition = (
        renditions.filter(restriction("image__collection__path"), file=name)
        .select_related("image")
        .first()
    )
    if rendition is not None:
        return rendition.image
    return private(documents.filter(file=name)).first()


def unguessable(file, filename: str) -> str:
    """
    The name under which storage keeps a file: one that nobody guesses, if it is private.

    A server in front of us may serve `/media/` by itself, and knows nothing of collections.
    """
    inside = Collection.objects.filter(pk=file.collection_id)
    if inside.filter(restriction("path")).exists():
        return f"{secrets.token_hex(12)}-{filename}"
    return filename
