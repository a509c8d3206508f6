"""
Parutions: pages, records and translations that go live together, all or nothing.

Approval by a second reader doesn't publish what is in one: it says which revision will
be. At the minute, one transaction publishes them all, under a lock of the parution's row.
Whatever is wrong with one of them, or with the machine, nothing was published.
"""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from .mailing import Button, Letter, Paragraph, post, write
from .models import Parution, ParutionItem

NEEDED = "core.change_parution"


class Refused(Exception):
    """Why a parution can't appear, in sentences for its editors."""


# --- What is in one ----------------------------------------------------------------


def items_of(instance):
    return ParutionItem.objects.filter(
        base_content_type=instance.get_base_content_type(), object_id=str(instance.pk)
    )


def item_of(instance) -> ParutionItem | None:
    """Its place in a parution that did not appear yet."""
    return items_of(instance).filter(is_open=True).select_related("parution").first()


@transaction.atomic
def add(parution: Parution, instance, with_translations: bool = False):
    """Put a page or a record in a parution; it leaves the one that it was in."""
    for each in [instance, *(translations(instance) if with_translations else [])]:
        item = item_of(each)
        if item is None:
            item = ParutionItem(
                base_content_type=each.get_base_content_type(), object_id=str(each.pk)
            )
        item.parution = parution
        item.save()


def translations(instance):
    if not hasattr(instance, "get_translations"):
        return []
    found = instance.get_translations()
    return found.filter(alias_of=None) if isinstance(instance, Page) else found


def approve(instance, revision) -> bool:
    """Keep what was approved for the parution; False for what is in none."""
    item = item_of(instance)
    if item is None:
        return False
    item.revision = revision
    item.save()
    return True


# --- Its minute ---------------------------------------------------------------------


def due(at: datetime):
    return Parution.objects.filter(published_at=None, publish_at__lte=at)


def publish_due(at: datetime):
    """Publish each parution whose minute has come, or tell its editors why it did not."""
    failures = []
    for pk in due(at).order_by("publish_at", "pk").values_list("pk", flat=True):
        try:
            publish(pk, at)
        except Refused as refusal:
            refuse(pk, str(refusal), at)
        except Exception as error:
            refuse(pk, _("Une erreur du site l'a empêchée : %(error)s. Prévenez qui le fait tourner.") % {"error": type(error).__name__}, at)  # fmt: skip
            failures.append(error)
    if failures:
        raise ExceptionGroup("Parutions could not all appear", failures)


@transaction.atomic
def publish(pk: int, at: datetime):
    # Another process may have published it while this one waited for the row.
    parution = due(at).select_for_update().filter(pk=pk).first()
    if parution is None:
        return
    items = list(parution.items.select_related("revision"))
    if problems := [told for item in items for told in problems_of(item, at)]:
        raise Refused("\n".join(problems))
    for item in sorted(items, key=order):
        if item.object.live_revision_id == item.revision_id:
            continue  # it was published alone, and says the same
        try:
            item.revision.publish(log_action="wagtail.publish.scheduled")
        except ValidationError as error:
            raise Refused(f"{name_of(item)} : {sentences(error, item)}") from error
    parution.items.update(is_open=False)
    parution.published_at, parution.refusal = at, ""
    parution.save()


def order(item: ParutionItem) -> tuple:
    """Facts before the pages that cite them, a page before those below it."""
    is_page = isinstance(item.object, Page)
    return (is_page, item.object.depth if is_page else 0, item.pk)


def problems_of(item: ParutionItem, at: datetime) -> list[str]:
    """What stops one thing from being published, each as a sentence."""
    if item.object is None:
        return [_("Un élément a été supprimé : retirez-le de la parution.")]
    name = name_of(item)
    if item.revision is None:
        return [_("%(name)s : personne ne l'a encore approuvé.") % {"name": name}]
    live = item.object.live_revision
    if live and live.pk != item.revision_id and live.created_at > item.revision.created_at:  # fmt: skip
        return [_("%(name)s : une version plus récente a été publiée à part ; faites-la approuver ici.") % {"name": name}]  # fmt: skip
    approved = item.revision.as_object()
    if approved.go_live_at and approved.go_live_at > at:
        return [_("%(name)s : il a une heure à lui ; retirez-la, la parution a la sienne.") % {"name": name}]  # fmt: skip
    try:
        approved.full_clean()
    except ValidationError as error:
        return [f"{name} : {sentences(error, item)}"]
    return []


def name_of(item: ParutionItem) -> str:
    return f"« {item.object} » ({item.kind}, {item.language_name})"


def sentences(error: ValidationError, item: ParutionItem) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    fields = {f.name: f for f in item.object._meta.get_fields()}
    return " ".join(
        f"{capfirst(str(getattr(fields.get(name), 'verbose_name', name)))} : {' '.join(told)}"
        for name, told in error.message_dict.items()
    )


# --- When it can't ------------------------------------------------------------------


@transaction.atomic
def refuse(pk: int, why: str, at: datetime):
    """Keep why nothing was published, and mail it once for each reason."""
    parution = Parution.objects.select_for_update().get(pk=pk)
    if parution.published_at or parution.refusal == why:
        return
    parution.refusal = why
    parution.save()
    post(*(letter(parution, person.email, at) for person in editors()))


def editors():
    """Those of the team who prepare parutions."""
    app, codename = NEEDED.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    return (
        get_user_model()
        .objects.filter(
            Q(groups__permissions__in=right) | Q(user_permissions__in=right),
            is_active=True,
        )
        .distinct()
    )


def letter(parution: Parution, address: str, at: datetime):
    cause = hashlib.sha256(f"{parution.refusal}{address}".encode()).hexdigest()[:32]
    link = reverse(parution.snippet_viewset.get_url_name("edit"), args=[parution.pk])
    with override(settings.LANGUAGE_CODE):
        hour = date_format(localtime(parution.publish_at), r"l j F Y, G \h i")
        parts = [
            Paragraph(_("Sa minute était venue (%(hour)s). Rien n'a été publié, ni en partie : tout paraîtra dès que ceci sera réparé.") % {"hour": hour}),
            *(Paragraph(line) for line in parution.refusal.splitlines()),
            Button(_("Ouvrir la parution"), settings.WAGTAILADMIN_BASE_URL + link),
        ]  # fmt: skip
        return write(
            Letter(
                language=settings.LANGUAGE_CODE,
                subject=_("Parution empêchée : %(title)s") % {"title": parution.title},
                parts=tuple(parts),
                why=_("Vous recevez ce courriel parce que vous préparez les parutions du site."),
            ),
            to=address,
            key=f"parution:{parution.pk}:{cause}",
            purpose="parution",
            at=at,
            is_urgent=True,
        )  # fmt: skip
