"""The menus of the admin and the screens that they lead to let in the same people."""

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory
from wagtail.admin.menu import admin_menu, reports_menu

from core.rights import MenuItemFor
from home import editors
from tests import factories


@pytest.fixture
def member(home, client):
    """Sign somebody of a group in."""
    factories.ParcoursIndexPageFactory(parent=home)
    factories.VademecumPageFactory(parent=home)
    seasons = factories.JeudiIndexPageFactory(parent=home)
    factories.SeasonPageFactory(parent=seasons)
    factories.NewsletterPageFactory(parent=home)
    editors.set_up()

    def sign_in(group):
        user = factories.UserFactory()
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return user

    return sign_in


def ours():
    items = [*admin_menu.registered_menu_items, *reports_menu.registered_menu_items]
    return [item for item in items if isinstance(item, MenuItemFor)]


@pytest.mark.parametrize("group", [editors.WRITERS, editors.READERS, editors.NETWORKS])
def test_each_group_finds_in_the_menus_the_screens_that_let_it_in(
    group, member, client
):
    request = RequestFactory().get("/admin/")
    request.user = member(group)

    opened = {item.url: client.get(item.url).status_code == 200 for item in ours()}

    assert {item.url: item.is_shown(request) for item in ours()} == opened
    assert opened
