"""
Who may do what: three groups with the least rights each, and the second reader.

Nobody of these groups publishes alone: publication comes from the approval of somebody
who wrote nothing of the change. Set up once; what an administrator then changes stays.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from core.models import Organisation, Person, SecondReaderTask
from home.models import HomePage
from parcours.models import ParcoursIndexPage
from vademecum.models import ChiffreCle, Mesure, Objectif, PressContact, Terme

RECORDS = (Organisation, Person, PressContact, ChiffreCle, Mesure, Objectif, Terme)
WRITERS, READERS, NETWORKS = "Rédaction", "Relecture", "Réseaux partenaires"


@dataclass(frozen=True)
class Role:
    """The rights of a group."""

    name: str
    pages: tuple[str, ...]  # permissions on pages, below `where`
    where: type[Page]
    records: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=("wagtailadmin.access_admin",))


ROLES = [
    Role(
        WRITERS,
        pages=("add_page", "change_page"),
        where=HomePage,
        records=("add", "change", "view"),
        collection=("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image", "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"),
        others=("wagtailadmin.access_admin", "wagtail_localize.submit_translation", "vademecum.view_edition", "jeudis.export_registration", "core.view_outgoingmail", *(f"parcours.{action}_importedpackage" for action in ("add", "change", "delete", "view"))),
    ),
    Role(
        READERS,
        pages=("change_page", "lock_page", "unlock_page"),
        where=HomePage,
        records=("change", "view"),
        collection=("wagtailimages.choose_image", "wagtaildocs.choose_document"),
        others=("wagtailadmin.access_admin", "vademecum.add_edition", "vademecum.view_edition", "parcours.revoke_attestation", "jeudis.export_registration", "core.view_outgoingmail"),
    ),
    Role(
        NETWORKS,
        # Nothing on pages: each network has a group of its own for its space
        # (`home/spaces.py`), which begins with these rights.
        pages=(),
        where=ParcoursIndexPage,
        records=("view",),
        collection=("wagtailimages.choose_image", "wagtaildocs.choose_document"),
    ),
]  # fmt: skip


@transaction.atomic
def set_up() -> list[str]:
    """Make the groups and the workflow that don't exist yet; return their names."""
    made = [role.name for role in ROLES if make_group(role)]
    if not SecondReaderTask.objects.exists():
        made.append(make_workflow().name)
    return made


def make_group(role: Role) -> bool:
    group, is_new = Group.objects.get_or_create(name=role.name)
    if not is_new:
        return False
    group.permissions.set(
        [*map(permission, role.others), *record_permissions(role.records)]
    )
    for page in role.where.objects.all():
        for codename in role.pages:
            GroupPagePermission.objects.create(
                group=group, page=page, permission=permission(f"wagtailcore.{codename}")
            )
    root = Collection.get_first_root_node()
    for codename in role.collection:
        GroupCollectionPermission.objects.create(
            group=group, collection=root, permission=permission(codename)
        )
    return True


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def record_permissions(actions) -> list[Permission]:
    return [
        permission(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
        for model in RECORDS
        for action in actions
    ]


def make_workflow() -> Workflow:
    task = SecondReaderTask.objects.create(name="Relecture par une autre personne")
    task.groups.add(Group.objects.get(name=READERS))
    workflow = Workflow.objects.create(name="Publication relue")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    # Wagtail comes with a workflow of its own for the whole site: ours replaces it.
    root = Page.get_first_root_node()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    for model in RECORDS:
        WorkflowContentType.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(model),
            defaults={"workflow": workflow},
        )
    for old in Workflow.objects.exclude(pk=workflow.pk):
        if all(isinstance(t.specific, GroupApprovalTask) for t in old.tasks):
            old.deactivate()
    return workflow
