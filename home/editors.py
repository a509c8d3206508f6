"""
Who may do what: three groups with the least rights each, and the second reader.

Nobody of these groups publishes alone: publication comes from the approval of somebody
who wrote nothing of the change. A right is given once (`GivenRight`): a group that exists
receives what a new version brings, and what an administrator took back stays so (0066).
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from core.models import Organisation, Person, SecondReaderTask
from home.models import GivenRight, HomePage
from news.models import Retombee
from parcours.models import ParcoursIndexPage
from vademecum.models import ChiffreCle, Mesure, Objectif, PressContact, Terme

RECORDS = (
    Organisation,
    Person,
    PressContact,
    ChiffreCle,
    Mesure,
    Objectif,
    Terme,
    Retombee,
)
WRITERS, READERS, NETWORKS = "Rédaction", "Relecture", "Réseaux partenaires"
PAGES, FILES, WORKFLOW = "pages", "files", "workflow"


@dataclass(frozen=True)
class Role:
    """The rights of a group."""

    name: str
    pages: tuple[str, ...]  # permissions on pages, below `where`
    where: type[Page]
    records: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=("wagtailadmin.access_admin",))

    @property
    def rights(self) -> list[str]:
        """Each right by its name; those on pages and on files are said to be so."""
        return [
            *self.others,
            *(
                f"{model._meta.app_label}.{action}_{model._meta.model_name}"
                for model in RECORDS
                for action in self.records
            ),
            *(f"{PAGES} wagtailcore.{codename}" for codename in self.pages),
            *(f"{FILES} {name}" for name in self.collection),
        ]


ROLES = [
    Role(
        WRITERS,
        pages=("add_page", "change_page"),
        where=HomePage,
        records=("add", "change", "view"),
        collection=("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image", "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"),
        others=("wagtailadmin.access_admin", "wagtail_localize.submit_translation", "vademecum.view_edition", "jeudis.export_registration", "newsletter.send_issue", "core.view_outgoingmail", "core.view_checkedlink", *(f"parcours.{action}_importedpackage" for action in ("add", "change", "delete", "view")), *(f"news.{action}_accreditation" for action in ("add", "change", "view")), *(f"core.{action}_parution" for action in ("add", "change", "delete", "view")), *(f"vademecum.{action}_affirmation" for action in ("add", "change", "delete", "view"))),
    ),
    Role(
        READERS,
        pages=("change_page", "lock_page", "unlock_page"),
        where=HomePage,
        records=("change", "view"),
        collection=("wagtailimages.choose_image", "wagtaildocs.choose_document"),
        others=("wagtailadmin.access_admin", "vademecum.add_edition", "vademecum.view_edition", "parcours.revoke_attestation", "jeudis.export_registration", "newsletter.send_issue", "core.view_outgoingmail", "core.view_checkedlink", "news.change_accreditation", "news.view_accreditation", "core.change_parution", "core.view_parution", "vademecum.change_affirmation", "vademecum.view_affirmation"),
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
    """Make the groups and the workflow, complete those that exist; say what was done."""
    done = []
    for role in ROLES:
        for group in groups_of(role):
            is_new = not group.given_rights.exists()
            if given := give(group, role):
                done.append(group.name if is_new else f"{group.name} ({', '.join(given)})")  # fmt: skip
    made = [] if SecondReaderTask.objects.exists() else [make_workflow().name]
    late = read_twice()
    return [*done, *(made or late)]


def groups_of(role: Role) -> list[Group]:
    """The group of a role; the one of each network has the rights of all networks."""
    groups = [Group.objects.get_or_create(name=role.name)[0]]
    if role.name == NETWORKS:
        spaces = Group.objects.filter(page_permissions__page__reseaupage__isnull=False)
        known = spaces.filter(given_rights__isnull=False).distinct()
        groups += known.exclude(name__in=[role.name for role in ROLES])
    return groups


def give(group: Group, role: Role) -> list[str]:
    """Give a group the rights of a role that it was never given."""
    known = set(group.given_rights.values_list("right", flat=True))
    given = [right for right in role.rights if right not in known]
    for right in given:
        grant(group, role, right)
    remember(group, given)
    return given


def remember(group: Group, rights) -> None:
    GivenRight.objects.bulk_create(GivenRight(group=group, right=r) for r in rights)


def grant(group: Group, role: Role, right: str) -> None:
    scope, _space, name = right.rpartition(" ")
    if scope == PAGES:
        for page in role.where.objects.all():
            group.page_permissions.get_or_create(page=page, permission=permission(name))
    elif scope == FILES:
        root = Collection.get_first_root_node()
        group.collection_permissions.get_or_create(
            collection=root, permission=permission(name)
        )
    else:
        group.permissions.add(permission(name))


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def make_workflow() -> Workflow:
    task = SecondReaderTask.objects.create(name="Relecture par une autre personne")
    task.groups.add(Group.objects.get(name=READERS))
    workflow = Workflow.objects.create(name="Publication relue")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    # Wagtail comes with a workflow of its own for the whole site: ours replaces it.
    root = Page.get_first_root_node()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    for old in Workflow.objects.exclude(pk=workflow.pk):
        if all(isinstance(t.specific, GroupApprovalTask) for t in old.tasks):
            old.deactivate()
    return workflow


def read_twice() -> list[str]:
    """Ask a second reader for each kind of record, once: also for one that comes later."""
    tasks = SecondReaderTask.objects.all()
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=tasks).first()
    if workflow is None:
        return []
    readers = Group.objects.get(name=READERS)
    known = set(readers.given_rights.values_list("right", flat=True))
    asked = {f"{WORKFLOW} {model._meta.label_lower}": model for model in RECORDS}
    new = [right for right in asked if right not in known]
    kinds = []
    for right in new:
        _row, is_made = WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(asked[right]),
            defaults={"workflow": workflow},
        )
        if is_made:
            kinds.append(str(asked[right]._meta.verbose_name_plural))
    remember(readers, new)
    return [f"{workflow.name} ({', '.join(kinds)})"] if kinds else []
