"""Which communiqués wait for their hour, as they were approved, and with which files."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, Revision

from core import private_files
from core.models import ParutionItem
from news.models import CommuniquePage


@dataclass(frozen=True)
class Waiting:
    """A communiqué as it was approved, and the hour before which it is for nobody else."""

    page: CommuniquePage
    lifts_at: datetime


def waiting() -> list[Waiting]:
    """Those that were approved and whose hour has not struck, the first hour first."""
    kind = ContentType.objects.get_for_model(CommuniquePage)
    planned = Revision.objects.filter(
        content_type=kind, approved_go_live_at__isnull=False
    )
    together = ParutionItem.objects.filter(is_open=True, revision__content_type=kind)
    found = [
        *(Waiting(each.as_object(), each.approved_go_live_at) for each in planned),
        *(
            Waiting(item.revision.as_object(), item.parution.publish_at)
            for item in together.select_related("revision", "parution")
        ),
    ]
    return sorted(
        (each for each in found if is_under_embargo(each.page)),
        key=lambda each: (each.lifts_at, each.page.pk),
    )


def each_once(all_waiting: list[Waiting], language: str) -> list[Waiting]:
    """One for each communiqué: in the reader's language, else in the one that waits."""
    found = {}
    for each in all_waiting:
        key = each.page.translation_key
        if key not in found or each.page.language == language:
            found[key] = each
    return list(found.values())


def in_each_language(all_waiting: list[Waiting], page: CommuniquePage) -> list[Waiting]:
    """A communiqué and its translations that wait too."""
    key = page.translation_key
    return [each for each in all_waiting if each.page.translation_key == key]


def is_under_embargo(page: CommuniquePage) -> bool:
    return page.is_embargoed and page.first_published_at is None


def holds(all_waiting: list[Waiting], file) -> bool:
    """Whether one of these communiqués shows this picture or document."""
    return any(
        file.pk in private_files.of(each.page)[type(file)] for each in all_waiting
    )


@transaction.atomic
def release_files(page: CommuniquePage):
    """What a published communiqué shows is everybody's: it leaves the private collection."""
    if not page.is_embargoed:
        return
    everybodys = Collection.get_first_root_node()
    for model, keys in private_files.of(page).items():
        private = private_files.private(model.objects.filter(pk__in=keys))
        model.objects.filter(pk__in=[file.pk for file in private]).update(
            collection=everybodys
        )


def release_published(instance, **_signal):
    """Wagtail's own hook of a publication; it also tells of one that is only planned."""
    if instance.live:
        release_files(instance)
