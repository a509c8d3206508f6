"""Writes the drafts of a document: all of them with their pictures, or nothing."""

import hashlib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Collection, Page, PageLogEntry
from wagtail.permissions import policy_registry

from core.blocks import BodyBlock
from core.locks import hold
from core.models import SiteImage
from core.uploads import PictureField
from vademecum.models import FichePage, VademecumPage

from . import read
from .fiches import Draft, Outcome
from .reading import Picture, Remark

ACTION = "vademecum.import"


def vademecum() -> VademecumPage | None:
    """Where fiches are imported: the Vademecum of the site's first language."""
    return VademecumPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    ).first()


def import_document(name: str, content: bytes, parent, user) -> uuid.UUID:
    """Make the draft fiches of a document; the key under which its report is kept."""
    outcome = read(name, content)
    files = checked_pictures(outcome, user)
    key, saved = uuid.uuid4(), []
    try:
        with transaction.atomic():
            hold(parent.page_ptr)  # addresses that are free are still free when taken
            images = {}
            for number, file in files.items():
                images[number] = save_picture(file, name, user)
                saved.append(images[number].file)
            for order, draft in enumerate(outcome.drafts):
                page = save_fiche(draft, images, parent, user)
                data = {
                    "file": name,
                    "order": order,
                    "blocks": draft.counts,
                    "remarks": [[r.place, r.message] for r in draft.remarks],
                    # Those of no fiche are kept with the first one.
                    "document": []
                    if order
                    else [[r.place, r.message] for r in outcome.remarks],
                }
                log(instance=page, action=ACTION, user=user, uuid=key, data=data)
    except BaseException:
        # The transaction forgets the rows, not the files.
        for file in saved:
            file.storage.delete(file.name)
        raise
    return key


# --- Pictures ---------------------------------------------------------------------


def checked_pictures(outcome: Outcome, user) -> dict[int, SimpleUploadedFile]:
    """The pictures that the library accepts, by number; the others leave the drafts."""
    may_add = policy_registry.get_by_type(SiteImage).user_has_permission(user, "add")
    accepted, refusals, first = {}, {}, {}
    for draft in outcome.drafts:
        body = []
        for block in draft.body:
            if block["type"] != "image":
                body.append(block)
                continue
            image, caption = block["value"]["image"], block["value"]["caption"]
            picture = outcome.pictures[image["image"] - 1]
            # A picture shown twice enters the library once.
            digest = hashlib.sha256(picture.content).digest()
            number = image["image"] = first.setdefault(digest, image["image"])
            if number not in accepted and number not in refusals:
                try:
                    accepted[number] = checked(picture, number, may_add)
                except ValidationError as error:
                    refusals[number] = " ".join(error.messages)
            if number in refusals:
                draft.remarks.append(
                    Remark(
                        draft.title,
                        _("image n° %(number)s « %(alt)s » refusée : %(why)s")
                        % {
                            "number": number,
                            "alt": caption or image["alt_text"],
                            "why": refusals[number],
                        },
                    )
                )
                continue
            body.append(block)
            draft.remarks.append(Remark(draft.title, to_complete(number, image)))
        draft.body = body or NOTHING_YET
    return accepted


NOTHING_YET = [{"type": "text", "value": "<p></p>"}]


def checked(picture: Picture, number: int, may_add: bool) -> SimpleUploadedFile:
    if not may_add:
        raise ValidationError(_("votre compte n'a pas le droit d'ajouter des images."))
    name = f"image-{number}.{picture.extension or 'inconnue'}"
    return PictureField().clean(SimpleUploadedFile(name, picture.content))


def to_complete(number: int, image: dict) -> str:
    if image["alt_text"]:
        return _(
            "image n° %(number)s : donnez son crédit et sa licence, et relisez son texte de remplacement."
        ) % {"number": number}
    return _(
        "image n° %(number)s : donnez son texte de remplacement, son crédit et sa licence."
    ) % {"number": number}


def save_picture(file, name: str, user) -> SiteImage:
    """No licence: it is the first thing that its form will ask."""
    image = SiteImage(
        title=f"{name[:200]}, {file.name}",
        file=file,
        credit=_("à confirmer"),
        collection=Collection.get_first_root_node(),
        uploaded_by_user=user,
    )
    image.save()
    return image


# --- Fiches -----------------------------------------------------------------------


def save_fiche(draft: Draft, images: dict[int, SiteImage], parent, user) -> FichePage:
    body = []
    for block in draft.body:
        if block["type"] == "image":
            value = block["value"]
            picture = value["image"] | {"image": images[value["image"]["image"]].pk}
            block = {"type": "image", "value": value | {"image": picture}}
        body.append(block)
    page = FichePage(
        title=draft.title,
        slug=free_slug(draft.title, parent),
        body=body,
        locale=parent.locale,
        owner=user,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=False)
    log(instance=page, action="wagtail.create", user=user, content_changed=True)
    return page


def free_slug(title: str, parent) -> str:
    base = slugify(title)[:80].strip("-") or "fiche"
    # Not `get_children`: it asks nothing where there was no child yet.
    children = Page.objects.child_of(parent).filter(slug__startswith=base)
    taken = set(children.values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- Report -----------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A fiche that an import made."""

    title: str
    page: Page | None  # deleted since
    blocks: list[tuple[str, int]]
    remarks: list[list[str]]


@dataclass(frozen=True)
class Report:
    """What became of a document: its fiches, and the remarks of no fiche."""

    name: str
    fiches: list[Written]
    remarks: list[list[str]]


def report(key: uuid.UUID) -> Report | None:
    """The report of an import, from the history of the pages that it made."""
    entries = PageLogEntry.objects.filter(uuid=key, action=ACTION)
    entries = sorted(entries, key=lambda entry: entry.data["order"])
    if not entries:
        return None
    pages = Page.objects.in_bulk(entry.page_id for entry in entries)
    labels = {name: block.label for name, block in BodyBlock().child_blocks.items()}
    return Report(
        name=entries[0].data["file"],
        fiches=[
            Written(
                entry.label,
                pages.get(entry.page_id),
                [(labels[kind], count) for kind, count in entry.data["blocks"].items()],
                entry.data["remarks"],
            )
            for entry in entries
        ],
        remarks=[remark for entry in entries for remark in entry.data["document"]],
    )
