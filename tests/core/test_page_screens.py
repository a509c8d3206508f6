"""Two people who create a page, or change one, at the same moment."""

import json

import pytest
from django.urls import reverse
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page

from home.models import HomePage, PlainPage
from tests import factories
from tests.admin_forms import fields_of
from tests.processes import run


@pytest.fixture
def address(home):
    return reverse("wagtailadmin_pages:add", args=["home", "plainpage", home.pk])


WRITTEN = {
    "title": "À propos de nous",
    "slug": "a-propos",
    "introduction": "Qui nous sommes.",
    "body-count": "1",
    "body-0-type": "heading",
    "body-0-order": "0",
    "body-0-deleted": "",
    "body-0-value": "Le mouvement",
}


@pytest.fixture
def written(admin_client, address):
    """What one writes in the form of a new page."""
    return fields_of(admin_client.get(address), "slug") | WRITTEN


@pytest.fixture
def a_faster_colleague(home, monkeypatch):
    """Takes the address once the form is checked, before the page is in the tree."""
    is_right = WagtailAdminPageForm.is_valid

    def is_valid(form):
        answer = is_right(form)
        monkeypatch.undo()
        other = PlainPage(title="À propos", slug="a-propos", locale=home.locale)
        HomePage.objects.get(pk=home.pk).add_child(instance=other)
        return answer

    monkeypatch.setattr(WagtailAdminPageForm, "is_valid", is_valid)


@pytest.mark.parametrize("action", ["save", "action-publish"])
def test_an_address_taken_meanwhile_is_said_in_the_form(
    admin_client, address, written, home, a_faster_colleague, action
):
    response = admin_client.post(address, written | {action: "1"})

    assert response.status_code == 200
    assert "est déjà utilisé" in response.context["form"].errors["slug"][0]
    assert fields_of(response, "slug")["title"] == "À propos de nous"
    assert [page.title for page in PlainPage.objects.all()] == ["À propos"]
    assert Page.find_problems() == ([], [], [], [], [])

    response = admin_client.post(address, written | {"slug": "a-propos-de-nous"})
    assert response.status_code == 302
    assert Page.find_problems() == ([], [], [], [], [])


def test_its_autosave_says_that_something_is_to_be_corrected(
    admin_client, address, written, a_faster_colleague
):
    response = admin_client.post(
        address, written, headers={"accept": "application/json"}
    )

    assert response.status_code == 400
    assert response.json()["error_code"] == "validation_error"


def test_two_who_read_the_tree_before_either_wrote_both_have_their_place(home):
    mine, theirs = HomePage.objects.get(pk=home.pk), HomePage.objects.get(pk=home.pk)

    mine.add_child(instance=factories.PlainPageFactory.build(slug="un"))
    theirs.add_child(instance=factories.PlainPageFactory.build(slug="deux"))

    home.refresh_from_db()
    assert home.numchild == 2
    assert Page.find_problems() == ([], [], [], [], [])


# --- At once, on a real database --------------------------------------------------

AT_ONCE = """
import json
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.test import Client
from wagtail.models import Locale, Page, Site
from tests import factories
from tests.processes import at_once

staticfiles_storage._wrapped = StaticFilesStorage()  # no file is collected here
french, _new = Locale.objects.get_or_create(language_code="fr")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
user = factories.UserFactory(is_superuser=True)
clients = [Client(raise_request_exception=False, HTTP_HOST="localhost") for _ in range(4)]
for client in clients:
    client.force_login(user)

def asked_at_once(*addresses):
    return at_once(*(
        lambda client=client, address=address: client.post(address).status_code
        for client, address in zip(clients, addresses, strict=True)
    ))

pages = [factories.PlainPageFactory(parent=home, slug=f"page-{n}") for n in range(4)]
bulk = "/admin/bulk/wagtailcore/page/{}/?id={}".format
gone, other, moved, last = pages
answers = [
    *asked_at_once(*[bulk("delete", gone.pk)] * 4),
    *asked_at_once(*[f"/admin/pages/{other.pk}/delete/"] * 4),
    *asked_at_once(
        *[bulk("publish", moved.pk), bulk("unpublish", moved.pk)] * 2
    ),
    *asked_at_once(
        bulk("publish", moved.pk),
        f"/admin/pages/{moved.pk}/unpublish/",
        bulk("delete", moved.pk),
        f"/admin/pages/{moved.pk}/delete/",
    ),
]
print(json.dumps({
    "failures": [answer for answer in answers if answer >= 500],
    "problems": [list(each) for each in Page.find_problems()],
    "children": list(Page.objects.get(pk=home.pk).get_children().values_list("slug", flat=True)),
}))
"""


def test_pages_deleted_twice_at_once_are_counted_once(shared_database):
    told = json.loads(run(shared_database, 1, AT_ONCE))

    assert told == {"failures": [], "problems": [[]] * 5, "children": ["page-3"]}
