"""Who may do what, and the second reader."""

import re
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps as django_apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page, TaskState, Workflow, WorkflowContentType

from core.mailing import delivery
from core.models import SecondReaderTask
from home import editors, spaces
from home.models import GivenRight, PlainPage
from tests import factories
from tests.made_once import made_once
from vademecum.models import ChiffreCle, Terme


@pytest.fixture
@made_once
def all_parcours(home):
    return factories.ParcoursIndexPageFactory(parent=home)


@pytest.fixture
@made_once
def team(home, all_parcours):
    """Somebody of each group, and two second readers."""
    editors.set_up()

    def member(group):
        user = factories.UserFactory()
        user.groups.add(Group.objects.get(name=group))
        return user

    return {
        "writer": member(editors.WRITERS),
        "reader": member(editors.READERS),
        "second reader": member(editors.READERS),
        "network": member(editors.NETWORKS),
    }


@pytest.fixture
def page(home):
    return factories.PlainPageFactory(parent=home, title="À propos", slug="a-propos")


# --- Setting up -------------------------------------------------------------------


def test_setting_up_twice_makes_everything_once(home, all_parcours):
    made = editors.set_up()

    assert set(made) == {"Rédaction", "Relecture", "Réseaux partenaires", "Publication relue"}  # fmt: skip
    assert editors.set_up() == []


def test_what_an_administrator_changed_stays(home, all_parcours):
    editors.set_up()
    group = Group.objects.get(name=editors.WRITERS)
    group.permissions.clear()

    editors.set_up()

    assert not group.permissions.exists()


NEW = "jeudis.export_registration"


def holds(group: str, right: str) -> bool:
    app, codename = right.split(".")
    rows = Group.objects.get(name=group).permissions
    return rows.filter(content_type__app_label=app, codename=codename).exists()


def test_a_group_that_exists_receives_what_a_new_version_gives(home, monkeypatch):
    before = [replace(role, others=("wagtailadmin.access_admin",)) for role in editors.ROLES]  # fmt: skip
    with monkeypatch.context() as older:
        older.setattr(editors, "ROLES", before)
        editors.set_up()
    assert not holds(editors.READERS, NEW)

    done = editors.set_up()

    assert holds(editors.READERS, NEW)
    assert [line for line in done if line.startswith(editors.READERS) and NEW in line]
    assert editors.set_up() == []


def test_a_right_on_pages_or_files_that_is_taken_back_stays_so(home, all_parcours):
    editors.set_up()
    group = Group.objects.get(name=editors.WRITERS)
    group.page_permissions.filter(permission__codename="add_page").delete()
    group.collection_permissions.filter(permission__codename="add_image").delete()

    assert editors.set_up() == []

    assert not group.page_permissions.filter(permission__codename="add_page").exists()
    assert not group.collection_permissions.filter(permission__codename="add_image").exists()  # fmt: skip


def test_the_groups_of_the_first_site_receive_what_it_did_not_give(home, all_parcours):
    """Before there was a memory: what they lack of the first site was taken off by somebody."""
    editors.set_up()
    GivenRight.objects.all().delete()
    group = Group.objects.get(name=editors.READERS)
    for codename in ("export_registration", "revoke_attestation", "add_edition"):
        group.permissions.remove(group.permissions.get(codename=codename))
    first = import_module("home.migrations.0004_rights_of_the_first_site")

    first.remember_what_was_given(django_apps, None)
    editors.set_up()

    assert holds(editors.READERS, NEW)
    assert holds(editors.READERS, "parcours.revoke_attestation")
    assert not holds(editors.READERS, "vademecum.add_edition")


def test_the_group_of_a_network_receives_what_all_networks_do(home, all_parcours, monkeypatch):  # fmt: skip
    editors.set_up()
    network = factories.ReseauPageFactory(parent=all_parcours)
    group = spaces.open_space(network)
    group.permissions.remove(group.permissions.get(codename="view_terme"))
    more = [
        replace(role, others=(*role.others, NEW)) if role.name == editors.NETWORKS else role
        for role in editors.ROLES
    ]  # fmt: skip
    monkeypatch.setattr(editors, "ROLES", more)

    editors.set_up()

    assert holds(group.name, NEW)
    assert not holds(group.name, "vademecum.view_terme")


def test_every_page_and_every_record_waits_for_a_second_reader(page, team):
    workflow = page.get_workflow()
    term = factories.TermeFactory()

    assert workflow.name == "Publication relue"
    assert term.get_workflow() == workflow
    assert [task.specific_class for task in workflow.tasks] == [SecondReaderTask]
    assert list(Workflow.objects.active()) == [workflow]


def test_a_kind_of_record_that_comes_later_waits_too_and_is_let_go_once(team):
    kind = ContentType.objects.get_for_model(Terme)
    rows = WorkflowContentType.objects.filter(content_type=kind)
    rows.delete()
    GivenRight.objects.filter(right="workflow vademecum.terme").delete()

    done = editors.set_up()

    assert done == ["Publication relue (termes)"]
    assert factories.TermeFactory().get_workflow().name == "Publication relue"

    rows.delete()  # by an administrator

    assert editors.set_up() == []
    assert not rows.exists()


# --- Rights on pages --------------------------------------------------------------

NOTHING = {"add": False, "edit": False, "publish": False, "delete": False, "move": False}  # fmt: skip


def rights(user, page):
    allowed = page.permissions_for_user(user)
    return {
        "add": allowed.can_add_subpage(),
        "edit": allowed.can_edit(),
        "publish": allowed.can_publish(),
        "delete": allowed.can_delete(),
        "move": allowed.can_move(),
    }


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("writer", {"add": True, "edit": True}),
        ("reader", {"edit": True}),
        ("network", {}),
    ],
)
def test_rights_on_a_published_page_of_the_site(page, team, who, allowed):
    assert rights(team[who], page) == NOTHING | allowed


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("writer", {"add": True, "edit": True}),
        ("reader", {"edit": True}),
        ("network", {}),
    ],
)
def test_rights_on_a_parcours_of_the_team(all_parcours, team, who, allowed):
    parcours = factories.ParcoursPageFactory(parent=all_parcours)

    assert rights(team[who], parcours) == NOTHING | allowed


def test_a_network_cannot_leave_its_room(home, page, team):
    allowed = page.permissions_for_user(team["network"])

    assert not home.permissions_for_user(team["network"]).can_add_subpage()
    assert not allowed.can_edit()
    assert not allowed.can_unpublish()


def test_nobody_of_the_groups_takes_a_page_off_alone(page, team):
    for who in ("writer", "reader", "network"):
        assert not page.permissions_for_user(team[who]).can_unpublish()


# --- Rights on records and pictures -----------------------------------------------


@pytest.mark.parametrize("model", editors.RECORDS)
@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("writer", {"add", "change", "view"}),
        ("reader", {"change", "view"}),
        ("network", {"view"}),
    ],
)
def test_rights_on_records(team, model, who, allowed):
    app, name = model._meta.app_label, model._meta.model_name

    actions = {
        action
        for action in ("add", "change", "view", "delete", "publish", "lock", "unlock")
        if team[who].has_perm(f"{app}.{action}_{name}")
    }

    assert actions == allowed


@pytest.mark.parametrize(
    ("path", "open_to"),
    [
        ("/admin/", {"writer", "reader", "network"}),
        ("/admin/users/", set()),
        ("/admin/settings/", set()),
        ("/admin/workflows/list/", set()),
        ("/admin/sites/", set()),
        ("/admin/redirects/", set()),
        ("/admin/images/add/", {"writer"}),
        ("/admin/documents/add/", {"writer"}),
        ("/admin/snippets/vademecum/chiffrecle/add/", {"writer"}),
        ("/admin/snippets/vademecum/chiffrecle/", {"writer", "reader", "network"}),
    ],
)
def test_what_opens_to_whom(client, team, path, open_to):
    opened = set()
    for who in ("writer", "reader", "network"):
        client.force_login(team[who])
        if client.get(path).status_code == 200:
            opened.add(who)

    assert opened == open_to


# --- The second reader ------------------------------------------------------------


BLOCK = "11111111-1111-4111-8111-111111111111"


def form(page, **fields):
    """What the edit form of a plain page sends."""
    stream = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": BLOCK, "body-0-value": "Une partie"}  # fmt: skip
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "1000"}  # fmt: skip
    return {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        **stream,
        **comments,
        **fields,
    }


@pytest.fixture
def send(client, page):
    """Somebody sends the edit form of the page."""

    def send(user, **fields):
        client.force_login(user)
        return client.post(f"/admin/pages/{page.pk}/edit/", form(page, **fields), follow=True)  # fmt: skip

    return send


def decision(page, action, state):
    """Where the menu of a page sends what a reader decides."""
    return reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]
    )


@pytest.fixture
def approve(client, page):
    """Somebody approves the change of the page, without editing it."""

    def approve(user):
        client.force_login(user)
        state = TaskState.objects.filter(status="in_progress").first()
        return client.post(
            decision(page, "approve", state), {"comment": ""}, follow=True
        )

    return approve


def published_title(page):
    return Page.objects.get(pk=page.pk).title


def test_a_writer_cannot_publish_even_with_a_forged_form(page, team, send):
    send(team["writer"], title="Forgé", **{"action-publish": "1"})

    assert published_title(page) == "À propos"


def test_what_a_writer_submits_waits(page, team, send):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})

    assert published_title(page) == "À propos"
    assert TaskState.objects.get().status == "in_progress"


def test_a_second_reader_publishes_what_a_writer_submitted(page, team, send, approve):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})

    approve(team["reader"])

    assert published_title(page) == "Nouveau titre"


def test_a_second_reader_publishes_from_the_edit_form_too(page, team, send):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    page.title = "Nouveau titre"

    send(team["reader"], **{"action-workflow-action": "1", "workflow-action-name": "approve"})  # fmt: skip

    assert published_title(page) == "Nouveau titre"


def test_a_writer_cannot_approve(page, team, send, approve):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})

    approve(team["writer"])

    assert published_title(page) == "À propos"


def test_a_reader_cannot_approve_what_they_submitted(page, team, send, approve):
    send(team["reader"], title="Nouveau titre", **{"action-submit": "1"})

    approve(team["reader"])

    assert published_title(page) == "À propos"


def test_another_reader_can(page, team, send, approve):
    send(team["reader"], title="Nouveau titre", **{"action-submit": "1"})

    approve(team["second reader"])

    assert published_title(page) == "Nouveau titre"


def test_a_reader_who_wrote_before_somebody_else_submitted_cannot_approve(
    page, team, send, approve
):
    send(team["reader"], title="Par la relecture")
    page.title = "Par la relecture"
    send(team["writer"], **{"action-submit": "1"})

    approve(team["reader"])

    assert published_title(page) == "À propos"


def test_a_reader_cannot_edit_and_approve_in_one_go(page, team, send):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})

    send(
        team["reader"],
        title="Réécrit par la relecture",
        **{"action-workflow-action": "1", "workflow-action-name": "approve"},
    )

    assert published_title(page) == "À propos"


def test_a_reader_cannot_edit_then_approve_untouched(page, team, send, approve):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    send(team["reader"], title="Réécrit par la relecture")

    approve(team["reader"])

    assert published_title(page) == "À propos"


def test_a_reader_who_changed_then_changed_back_cannot_approve(
    page, team, send, approve
):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    send(team["reader"], title="Réécrit")
    send(team["reader"], title="Nouveau titre")

    approve(team["reader"])

    assert published_title(page) == "À propos"


def test_a_network_cannot_approve(page, team, send, approve):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})

    approve(team["network"])

    assert published_title(page) == "À propos"


def test_a_reader_sends_back_what_is_not_ready(client, page, team, send):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    state = TaskState.objects.get()
    client.force_login(team["reader"])

    client.post(decision(page, "reject", state), {"comment": "À revoir"})

    state.refresh_from_db()
    assert state.status == "rejected"
    assert published_title(page) == "À propos"


def test_after_publication_a_reader_who_once_wrote_may_read_again(
    page, team, send, approve
):
    send(team["reader"], title="Premier", **{"action-submit": "1"})
    approve(team["second reader"])
    page.title = "Second"
    send(team["writer"], **{"action-submit": "1"})

    approve(team["reader"])

    assert published_title(page) == "Second"


def test_a_new_page_of_a_writer_is_published_by_a_second_reader(client, home, team):
    client.force_login(team["writer"])
    client.post(
        f"/admin/pages/add/home/plainpage/{home.pk}/",
        form(PlainPage(title="Neuve", slug="neuve"), **{"action-submit": "1"}),
    )
    new = PlainPage.objects.get(slug="neuve")
    assert not new.live

    client.force_login(team["reader"])
    client.post(decision(new, "approve", TaskState.objects.get()), {"comment": ""})

    new.refresh_from_db()
    assert new.live


def test_the_readers_are_told_by_mail_and_the_writer_is_not(
    page, team, send, mailoutbox, settings
):
    ours = {"BACKEND": "core.mailing.backend.EmailBackend"}
    settings.MAILERS = {**settings.MAILERS, "default": ours}  # tests replace it

    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    assert not mailoutbox  # nobody waits for a mail server
    delivery.deliver()

    told = {address for message in mailoutbox for address in message.to}
    assert told == {team["reader"].email, team["second reader"].email}


# --- Records ----------------------------------------------------------------------


def term_form(term, **fields):
    return {
        "name": term.name,
        "variants": "",
        "slug": term.slug,
        "definition": '{"blocks":[{"key":"a","text":"Un tiers.","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}',
        "source_title": "",
        "source_url": "",
        **fields,
    }


def test_a_record_waits_for_a_second_reader_too(client, team):
    term = factories.TermeFactory(name="Catalyseur")
    path = f"/admin/snippets/vademecum/terme/edit/{term.pk}/"
    client.force_login(team["reader"])
    client.post(path, term_form(term, name="Tiers", **{"action-submit": "1"}))
    state = TaskState.objects.get()
    action = reverse(
        "wagtailsnippets_vademecum_terme:workflow_action",
        args=[term.pk, "approve", state.pk],
    )

    client.post(action, {"comment": ""})
    by_its_author = Terme.objects.get(pk=term.pk).name
    client.force_login(team["second reader"])
    client.post(action, {"comment": ""})

    assert by_its_author == "Catalyseur"
    assert Terme.objects.get(pk=term.pk).name == "Tiers"


def test_a_writer_cannot_publish_a_figure_with_a_forged_form(client, team):
    term = factories.TermeFactory(name="Catalyseur")
    client.force_login(team["writer"])

    client.post(
        f"/admin/snippets/vademecum/terme/edit/{term.pk}/",
        term_form(term, name="Forgé", **{"action-publish": "1"}),
    )

    assert Terme.objects.get(pk=term.pk).name == "Catalyseur"


def test_the_identifier_of_a_published_figure_is_frozen_in_the_form_too(client, team):
    figure = factories.ChiffreCleFactory(identifier="maires")
    client.force_login(team["writer"])

    response = client.post(
        f"/admin/snippets/vademecum/chiffrecle/edit/{figure.pk}/",
        {
            "title": figure.title, "value": "81", "value_high": "", "unit": "percent",
            "counts": figure.counts, "source_title": "Étude", "source_publisher": "CESE",
            "source_url": "https://example.org/", "source_read_on": "24/11/2026",
            "population": "", "sample": "", "method": "", "caveat": "",
            "period_start": "", "period_end": "", "subject": "opinion", "owner": "",
            "review_on": "", "identifier": "autre",
            "mesure_links-TOTAL_FORMS": "0", "mesure_links-INITIAL_FORMS": "0",
            "mesure_links-MIN_NUM_FORMS": "0", "mesure_links-MAX_NUM_FORMS": "1000",
        },
    )  # fmt: skip

    assert "son adresse permanente ne change plus" in response.content.decode()
    assert ChiffreCle.objects.get(pk=figure.pk).identifier == "maires"


# --- The home screen --------------------------------------------------------------


def test_the_home_screen_shows_the_week(client, team, page, send):
    send(team["writer"], title="Nouveau titre", **{"action-submit": "1"})
    client.force_login(team["reader"])

    html = client.get("/admin/").content.decode()

    assert "Nouveau titre" in html


@pytest.mark.parametrize("who", ["writer", "reader", "network"])
def test_the_home_screen_opens_with_nothing_to_show(client, team, who):
    client.force_login(team[who])

    assert client.get("/admin/").status_code == 200


def test_the_admin_has_the_name_of_the_site_and_no_other_guide(client, team):
    sign_in = client.get("/admin/login/").content.decode()
    client.force_login(team["writer"])
    home = client.get("/admin/").content.decode()

    for html in (sign_in, home):
        assert re.search(r"<title>[^<]+ - Faire alliance</title>", html)
    assert "Mot de passe" in sign_in and "Password" not in sign_in
    assert "guide.wagtail.org" not in home
    assert "Raccourcis" in home
