"""
The space of a partner network: its group, its rights on its own pages and pictures.

Its members write and publish there without a second reader of the team, and nowhere else:
what they publish is signed by the network (decision 0037).
"""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from home.editors import NETWORKS, permission, remember
from parcours.models import ReseauPage

ON_PAGES = ("add_page", "change_page", "publish_page")
ON_FILES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


def group_of(network: ReseauPage) -> Group | None:
    """The group of its members; none before the space is open."""
    return Group.objects.filter(page_permissions__page=network).first()


@transaction.atomic
def open_space(network: ReseauPage) -> Group:
    """Give a network its group and its folder of pictures, once; members join the group."""
    if group := group_of(network):
        return group
    name = f"Réseau : {network.title}"[:130]
    if Group.objects.filter(name=name).exists():  # may hold other rights: not ours
        name = f"{name} ({network.pk})"
    group = Group.objects.create(name=name)
    # What all networks may do: enter, read the facts, choose among the team's pictures.
    common = Group.objects.filter(name=NETWORKS).first()
    if common:
        group.permissions.set(common.permissions.all())
        for row in common.collection_permissions.all():
            allow_files(group, row.collection, [row.permission])
        remember(group, common.given_rights.values_list("right", flat=True))
    for codename in ON_PAGES:
        GroupPagePermission.objects.create(
            group=group, page=network, permission=permission(f"wagtailcore.{codename}")
        )
    folder = Collection.get_first_root_node().add_child(name=name)
    allow_files(group, folder, map(permission, ON_FILES))
    return group


def allow_files(group: Group, folder: Collection, permissions) -> None:
    for each in permissions:
        GroupCollectionPermission.objects.create(
            group=group, collection=folder, permission=each
        )
