"""
Pictures and documents that are not for everybody: those of a private collection.

Wagtail asks a visitor of a private document to sign in, and shows pictures to anybody. Here
both are nowhere: not at `/media/`, in no list of the API, not as a rendition.
"""

import posixpath
import secrets

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
)
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex


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


def of(instance) -> dict[type, set[int]]:
    """The pictures and documents that something shows or hands over, as it is in memory."""
    found = {apps.get_model("core", name): set() for name in ("SiteImage", "SiteDocument")}  # fmt: skip
    for content_type_id, pk, *_where in ReferenceIndex._extract_references_from_object(instance):  # fmt: skip
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model in found:
            found[model].add(int(pk))
    return found


def given_away(instance) -> list:
    """Those of its files that anybody may open, though nothing published shows them."""
    return [
        file
        for model, keys in of(instance).items()
        for file in public(model.objects.filter(pk__in=keys)).order_by("pk")
        if not is_shown(file)
    ]


def is_shown(file) -> bool:
    """Whether a published page shows it, or anything else than a page."""
    uses = ReferenceIndex.get_references_to(file)
    pages = uses.filter(base_content_type=ContentType.objects.get_for_model(Page))
    others = uses.exclude(pk__in=pages.values("pk"))
    keys = pages.values_list("object_id", flat=True)
    return others.exists() or Page.objects.live().filter(pk__in=map(int, keys)).exists()


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
