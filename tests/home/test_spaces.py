"""Networks write in their space; every other door of the admin is shut to them."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
)

from core.models import Parution, SiteDocument, SiteImage
from home import editors, spaces
from news.models import Accreditation
from parcours.models import EtapePage, ImportedPackage, ParcoursPage, ReseauPage
from tests import factories
from tests.made_once import made_once
from tests.tree import plant


@pytest.fixture
@made_once
def house(home):
    """The site, two networks with a parcours each, a member of the first one."""
    pages = plant(home)
    pages.pop("reseau")  # this one has no space
    editors.set_up()
    member = factories.UserFactory()
    for name in ("reseau", "other"):
        network = factories.ReseauPageFactory(parent=pages["all_parcours"], slug=f"r-{name}", title=name)  # fmt: skip
        group = spaces.open_space(network)
        own = factories.ParcoursPageFactory(parent=network, slug=f"p-{name}", kind="usage")  # fmt: skip
        etape = factories.EtapePageFactory(parent=own, slug=f"e-{name}")
        pages |= {f"{name}": network, f"{name} parcours": own, f"{name} etape": etape}
        if name == "reseau":
            member.groups.add(group)
    factories.SiteImageFactory()
    factories.PressContactFactory()
    factories.AffirmationFactory()
    factories.RetombeeFactory()
    Accreditation.objects.create(name="Une journaliste", email="presse@example.org")
    ImportedPackage.objects.create(title="Un paquet")
    SiteDocument.objects.create(title="Un document", file="documents/un.pdf")
    Parution.objects.create(title="L'étude de mai", publish_at=timezone.now())
    pages["member"] = member
    return pages


# --- Opening a space --------------------------------------------------------------


def test_opening_a_space_twice_opens_it_once(house):
    group = spaces.open_space(house["reseau"])

    assert group == spaces.group_of(house["reseau"])
    assert GroupPagePermission.objects.filter(page=house["reseau"]).count() == 3
    assert Collection.objects.filter(name__contains="reseau").count() == 1


def test_a_group_of_the_same_name_lends_no_right(house):
    powerful = Group.objects.create(name="Réseau : Neuf")
    powerful.permissions.add(Permission.objects.get(codename="delete_user"))
    network = factories.ReseauPageFactory(parent=house["all_parcours"], title="Neuf", slug="neuf")  # fmt: skip

    group = spaces.open_space(network)

    assert group != powerful
    assert not group.permissions.filter(codename="delete_user").exists()


def test_a_network_made_in_the_admin_has_its_space_at_once(client, house):
    client.force_login(factories.UserFactory(is_superuser=True))

    client.post(
        f"/admin/pages/add/parcours/reseaupage/{house['all_parcours'].pk}/",
        {"title": "Neuf", "slug": "neuf", "introduction": "", "colour": "sapin", "body-count": "0", "website": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"},
    )  # fmt: skip

    assert spaces.group_of(ReseauPage.objects.get(slug="neuf")).name == "Réseau : Neuf"


def test_a_colour_outside_the_palette_is_refused(client, house):
    client.force_login(house["member"])

    response = client.post(
        f"/admin/pages/{house['reseau'].pk}/edit/",
        {"title": "R", "slug": "r", "introduction": "", "colour": "#ffff00", "body-count": "0", "website": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"},
    )  # fmt: skip

    assert "n’en fait pas partie" in response.content.decode()
    assert ReseauPage.objects.get(pk=house["reseau"].pk).colour == "ocean"


# --- Rights on pages --------------------------------------------------------------

ALL = {"add", "edit", "publish", "delete", "move", "unpublish", "copy", "restrict", "reorder"}  # fmt: skip


def rights(user, page) -> set[str]:
    allowed = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return {
        name
        for name, holds in {
            "add": allowed.can_add_subpage(),
            "edit": allowed.can_edit(),
            "publish": allowed.can_publish(),
            "delete": allowed.can_delete(ignore_bulk=True),
            "move": allowed.can_move(),
            "unpublish": allowed.can_unpublish(),
            "copy": allowed.can_copy(),
            "restrict": allowed.can_set_view_restrictions(),
            "reorder": allowed.can_reorder_children(),
        }.items()
        if holds
    }


def test_a_member_has_rights_on_the_pages_of_the_network_and_on_no_other(house):
    member = house.pop("member")

    found = {name: rights(member, page) for name, page in house.items()}

    held = {name: some for name, some in found.items() if some}
    assert held == {
        "reseau": {"add", "edit", "publish", "reorder"},
        "reseau parcours": ALL,
        "reseau etape": ALL - {"add"},
    }


def test_pages_leave_and_enter_the_space_by_no_door(house):
    member, own = house["member"], house["reseau etape"]
    allowed = own.permissions_for_user(member)

    for name in ("parcours", "other parcours"):
        assert not allowed.can_move_to(house[name])
        assert not allowed.can_copy_to(house[name])
    for name in ("etape", "other etape"):
        theirs = house[name].permissions_for_user(member)
        assert not theirs.can_move_to(house["reseau parcours"])
        assert not theirs.can_copy_to(house["reseau parcours"])


def test_a_member_publishes_alone_in_the_space(client, house):
    client.force_login(house["member"])

    client.post(
        f"/admin/pages/add/parcours/parcourspage/{house['reseau'].pk}/",
        {
            "title": "Le nôtre", "slug": "le-notre", "introduction": "", "kind": "usage",
            "public": "Nos membres.", "aims-count": "1", "aims-0-deleted": "",
            "aims-0-order": "0", "aims-0-type": "aim", "aims-0-id": "",
            "aims-0-value": "Commencer.", "tracks-count": "0", "body-count": "0",
            "prerequisites-TOTAL_FORMS": "0", "prerequisites-INITIAL_FORMS": "0",
            "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
            "source_title": "", "source_url": "", "action-publish": "1",
        },
    )  # fmt: skip

    assert ParcoursPage.objects.get(slug="le-notre").live


def test_a_parcours_of_a_network_is_always_one_of_use(client, house):
    client.force_login(house["member"])
    page = house["reseau parcours"]

    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert 'value="usage"' in html
    assert 'value="pedagogique"' not in html


# --- Every door of the admin ------------------------------------------------------

CHANGES_OFTEN = {"session", "editingsession", "userprofile", "siterendition"}
COMMENTS = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
# What makes most forms of the admin valid, and asks for as much as one can.
FORGED = COMMENTS | {
    "title": "Forgé", "slug": "forge", "name": "Forgé", "introduction": "Forgé",
    "colour": "sapin", "duration_minutes": "1", "definition": "null", "body-count": "1",
    "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "",
    "body-0-value": "Forgé",
    "aims-count": "1", "aims-0-deleted": "", "aims-0-order": "0", "aims-0-type": "aim",
    "aims-0-id": "", "aims-0-value": "Forgé", "kind": "usage", "public": "Forgé",
    "tracks-count": "0", "prerequisites-TOTAL_FORMS": "0", "new_title": "Forgé",
    "prerequisites-INITIAL_FORMS": "0", "new_slug": "forge", "copy_subpages": "1",
    "publish_copies": "1", "restriction_type": "none", "action-publish": "1",
    "email": "forge@example.org", "is_superuser": "on", "confirm": "1", "value": "Forgé",
    "comment": "", "locales": "2", "all": "take", "publish": "1", "url": "",
}  # fmt: skip


# What a member reads, chooses from or adds to the folder of the network: nothing else
# opens. The last lines answer, and say that there is nothing to move or to cancel.
READ_ONLY = re.compile(
    r"""/admin/(?:
        $ | account | actualites/ | jeudis/ | api/main/ | choose | embeds/ | sprite | jsi18n
        | (?:documents|images)/(?:$|results|add|multiple/add|chooser)
        | snippets/(?:choose/|\w+/\w+/(?:$|results)) | reports/(?!locked|reemplois)
        | pages/(?:search|create|usage)/ | tag-autocomplete | password_reset | dismissibles
        | parcours/\d+/emporter/  # to take away, for networks too (0039)
        | localize/jsi18n | workflows/task_chooser | test404 | block-preview
        | bulk/wagtailcore/page/ | pages/\d+/move/\d+/confirm/
        | (?:pages|snippets/\w+/\w+)/workflow/confirm_cancellation/
    )""",
    re.VERBOSE,
)


def routes(resolver=None, prefix=""):
    """Every address of the admin, as it is written."""
    for each in (resolver or get_resolver()).url_patterns:
        path = prefix + str(each.pattern)
        if not "admin/".startswith(path[:6]):
            continue
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        elif path not in ("admin/^.*/$", "admin/failwhale/"):
            yield path


def keys(route: str, house) -> list:
    """Whose things an address is asked for: the team's, another network's."""
    record = re.match(r"admin/(?:snippets|localize/submit/snippet)/(\w+)/(\w+)/", route)
    rows = {"images": SiteImage, "documents": SiteDocument, "groups": Group, "collections": Collection, "workflows": Workflow, "sites": Site, "locales": Locale, "users": get_user_model()}  # fmt: skip
    if record and record[1] != "choose":
        return [apps.get_model(*record.groups()).objects.first().pk]
    for name, model in rows.items():
        if route.startswith(f"admin/{name}/"):
            return [model.objects.last().pk]
    return [
        house[name].pk
        for name in (
            "etape",
            "other etape",
            "parcours",
            "other parcours",
            "other",
            "all_parcours",
        )
    ]


def doors(house) -> set[str]:
    """Every address of the admin, asked for what is not the network's."""
    words = {
        "app_label": "wagtailcore", "model_name": "page", "content_type_app_name": "parcours",
        "content_type_model_name": "parcourspage", "mode": "default", "field_name": "x",
    }  # fmt: skip
    actions = ("publish", "unpublish", "delete", "move", "copy", "approve", "convert_alias", "create_alias", "copy_for_translation", "revert_to_page_revision")  # fmt: skip
    found = set()
    for route in routes():
        for key in keys(route, house):
            for action in actions if "<str:action" in route or "<slug:action" in route else [""]:  # fmt: skip

                def value(match, key=key, action=action):
                    name = match[2] or match[1]
                    return action if "action" in name else words.get(name, str(key))

                path = re.sub(r"<(?:(\w+):)?(\w+)>", value, route)
                path = path.replace("(?P\\d+)", str(key)).replace("(?P.+)", str(key))
                path = re.sub(r"\(\?P<?\w*>?[^)]*\)", "latest", path)
                found.add("/" + re.sub(r"[\^$\\]", "", path))
    pages = [house[name].pk for name in ("etape", "other etape", "other")]
    for action in ("move", "delete", "unpublish", "publish"):
        ids = "&".join(f"id={key}" for key in pages)
        found.add(f"/admin/bulk/wagtailcore/page/{action}/?next=/admin/&{ids}")
        if action != "publish":
            own = house["reseau"].pk
            found.add(f"/admin/bulk/wagtailcore/page/{action}/?next=/admin/&id={own}")
    # The front page of one's own space is not one's own to take away.
    for action in ("delete", "unpublish", "copy", "move", "privacy"):
        found.add(f"/admin/pages/{house['reseau'].pk}/{action}/")
    return found


def everything() -> dict:
    """All that the site keeps, but for what each visit changes."""
    return {
        model._meta.label: list(
            model._base_manager.order_by("pk").values_list(
                *(f.attname for f in model._meta.local_concrete_fields if f.name != "last_login")
            )
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.model_name not in CHANGES_OFTEN
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_door_of_the_admin_lets_a_network_touch_what_is_not_its_own(client, house):
    client.force_login(house["member"])
    forged = FORGED | {"destination": house["reseau parcours"].pk, "new_parent_page": house["reseau parcours"].pk, "chooser": house["reseau parcours"].pk}  # fmt: skip
    client.raise_request_exception = False  # Wagtail's own forms break on some of it
    before = everything()

    opened = set()
    for path in sorted(doors(house)):
        if client.get(path).status_code == 200:
            opened.add(path)
        client.post(path, forged)
        if "logout" in path:
            client.force_login(house["member"])

    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    assert {path for path in opened if not READ_ONLY.match(path)} == set()


def test_the_same_forged_form_is_valid_for_who_may(client, house):
    """Else the test above would prove nothing."""
    client.force_login(factories.UserFactory(is_superuser=True))

    client.post(f"/admin/pages/{house['etape'].pk}/edit/", FORGED)

    assert EtapePage.objects.get(pk=house["etape"].pk).title == "Forgé"
