"""A group and the one who leads it: join, be seen or not, read, leave, close."""

import csv
import io
import re
from datetime import timedelta
from itertools import permutations, product

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from core import clock
from parcours import desk, devices, groups
from parcours.learner_cookie import COOKIE
from parcours.models import Learner, LearnerGroup, Membership, ParcoursVersion
from tests import factories
from tests.processes import run

from .conftest import FIRST, SHEET

NEW = "/fr/mon-parcours/groupe/nouveau/"
DESK = "/fr/mon-parcours/"


@pytest.fixture
def second(parcours, etape):
    return factories.EtapePageFactory(parent=parcours, slug="deux", title="Étape deux")


@pytest.fixture
def plain(parcours):
    """An étape that asks nothing but to be marked."""
    return factories.EtapePageFactory(parent=parcours, slug="zéro", title="Étape zéro")


@pytest.fixture
def group(client, parcours, plain):
    """The address of a group that `client` leads."""
    ends_on = timezone.localdate() + timedelta(days=30)
    response = client.post(
        NEW,
        {
            "parcours": parcours.translation_key,
            "title": "Groupe du jeudi",
            "ends_on": ends_on.isoformat(),
        },
    )
    assert response.status_code == 302
    return response.url


def join(address, name="", device=None):
    device = device or Client()
    show = {"show": "named", "name": name} if name else {"show": "hidden"}
    assert device.post(address, show).status_code == 302
    return device


def mark_on(device, etape):
    device.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")


def learner_of(device) -> Learner:
    return Learner.objects.holding(device.cookies[COOKIE].value)


def reading(client, address):
    return client.get(address).context["reading"]


# --- Leading ----------------------------------------------------------------------


def test_a_group_is_made_in_two_clicks_from_the_page_of_a_parcours(
    client, parcours, plain
):
    html = client.get(parcours.href).content.decode()
    first = re.search(r'href="([^"]+groupe/nouveau/[^"]*)"', html)[1]
    form = client.get(first)
    html = form.content.decode()
    fields = {
        "parcours": re.search(r'<option value="([^"]+)" selected', html)[1],
        "title": re.search(r'name="title" value="([^"]+)"', html)[1],
        "ends_on": re.search(r'name="ends_on" type="date" value="([^"]+)"', html)[1],
    }
    assert not form.cookies

    made = client.post(NEW, fields, follow=True)

    assert LearnerGroup.objects.get().parcours == parcours.translation_key
    assert COOKIE in client.cookies
    assert re.search(r"<code>[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}</code>", made.content.decode())  # fmt: skip


def test_from_the_desk_the_last_parcours_begun_is_chosen_already(
    client, parcours, plain
):
    other = factories.ParcoursPageFactory(parent=parcours.get_parent())
    mark_on(client, factories.EtapePageFactory(parent=other))
    mark_on(client, plain)

    assert client.get(NEW).context["chosen"] == parcours
    assert Client().get(NEW).context["chosen"] is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("parcours", "", "Choisissez un parcours"),
        ("parcours", "x" * 10**6, "Choisissez un parcours"),
        ("ends_on", "", "Choisissez un jour"),
        ("ends_on", "hier", "Choisissez un jour"),
        ("ends_on", "2001-01-01", "Choisissez un jour"),
        ("ends_on", "9999-12-31", "Choisissez un jour"),
    ],
)
def test_a_form_that_is_not_right_says_so_and_keeps_what_was_typed(
    client, parcours, field, value, words
):
    fields = {
        "parcours": parcours.translation_key,
        "title": "Les voisins",
        "ends_on": timezone.localdate().isoformat(),
    }

    response = client.post(NEW, fields | {field: value})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Les voisins" in response.content.decode()
    assert not LearnerGroup.objects.exists() and not Learner.objects.exists()


def test_the_facilitator_changes_the_name_and_the_last_day(client, group):
    last = timezone.localdate() + timedelta(days=2)

    client.post(f"{group}changer/", {"title": " Les\u202evoisins\n", "ends_on": last})
    wrong = client.post(f"{group}changer/", {"title": "Non", "ends_on": "jamais"})

    made = LearnerGroup.objects.get()
    assert (made.title, made.ends_on) == ("Les voisins", last)
    assert wrong.status_code == 422


def test_the_sheet_to_print_says_how_to_join(client, group):
    html = client.get(f"{group}feuille/").content.decode()

    code = groups.codes.grouped(LearnerGroup.objects.get().code, 3)
    assert code in html and "<svg" in html
    assert f"http://testserver/g/{code}" in re.sub(r"<[^>]*>", "", html)
    assert Client().get(f"/g/{code}").url == Client().get(f"/g/{code}/").url == group
    english = Client(headers={"Accept-Language": "en"}).get(f"/g/{code}")
    assert english.url.startswith("/en/")


def test_what_is_no_code_is_no_address(client, home):
    """Letters that no code has: no group, and no error."""
    for code in ("é", "日本", "x" * 300):
        assert client.get(f"/g/{code}", follow=True).status_code == 404


def test_the_facilitator_finds_the_group_on_another_device_by_their_own_code(
    client, group
):
    elsewhere = Client()
    code = devices.new_code(learner_of(client))
    elsewhere.post(f"{DESK}code/", {"code": code, "sure": "1"})

    assert "reading" in elsewhere.get(group).context


def test_only_who_leads_may_read_change_and_close(client, group):
    member, stranger = join(group, "Ana"), Client()

    for device in (member, stranger):
        assert "reading" not in device.get(group).context
        for below in ("feuille/", "changer/", "etapes.csv", "personnes.csv"):
            assert device.get(group + below).status_code == 404
        assert device.post(f"{group}fermer/", {"sure": "1"}).status_code == 404
        changed = {"title": "À moi", "ends_on": timezone.localdate()}
        assert device.post(f"{group}changer/", changed).status_code == 404
    assert LearnerGroup.objects.get().title == "Groupe du jeudi"


def test_closing_takes_two_clicks_and_leaves_progress_alone(client, group, plain):
    ana = join(group, "Ana")
    mark_on(ana, plain)

    asked = client.post(f"{group}fermer/")
    assert LearnerGroup.objects.exists() and asked.status_code == 200
    client.post(f"{group}fermer/", {"sure": "1"})

    assert not LearnerGroup.objects.exists() and not Membership.objects.exists()
    assert ana.get(DESK).context["desk"].begun[0].progress.percent == 100
    assert client.get(group).status_code == 404


# --- Joining ----------------------------------------------------------------------


def test_one_joins_hidden_by_default_without_an_account(client, group):
    device = Client()
    read = device.get(group)
    assert not read.cookies

    joined = device.post(group, {}, follow=True)

    member = Membership.objects.get()
    assert member.is_hidden and COOKIE in device.cookies
    assert "y paraît pas" in joined.content.decode()


def test_one_may_be_seen_then_hide_again(client, group):
    device = join(group, "Ana")
    assert [person.name for person in reading(client, group).people] == ["Ana"]

    join(group, "", device)

    assert reading(client, group).people == []
    assert Membership.objects.count() == 1


def test_joining_twice_is_joining_once_and_not_having_been_there_is_none(group):
    device = join(group)
    for _ in range(3):
        join(group, "", device)

    assert Membership.objects.count() == 1


def test_a_group_code_typed_where_codes_are_typed_leads_to_the_group(group):
    code = LearnerGroup.objects.get().code

    response = Client().post(f"{DESK}code/", {"code": f" {code[:4]} {code[4:]}".lower()})  # fmt: skip

    assert response.url == group


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (DESK, ["Reprendre avec mon code", "Rejoindre un groupe"]),
        ("/en/my-learning/", ["Resume with my code", "Join a group"]),
    ],
)
@pytest.mark.parametrize("keeps", [False, True])
def test_one_does_not_take_the_code_of_a_group_for_ones_own(
    client, english_home, mark, etape, address, names, keeps
):
    if keeps:
        mark(etape)

    tree = etree.HTML(client.get(address).content.decode())

    place = address + "code/"
    assert sorted(tree.xpath(f"//a[@href='{place}']/text()")) == sorted(names)


def test_who_wants_to_be_seen_says_under_which_name(client, group):
    device = Client()

    for name in ("", "   ", "\u200b\u202e\x00", "\n"):
        response = device.post(group, {"show": "named", "name": name})
        assert response.status_code == 422
        assert "Écrivez un prénom" in response.content.decode()
    assert not Membership.objects.exists() and not device.cookies


def test_a_name_is_shortened_cleaned_and_never_read_as_code(client, group):
    join(group, "=HYPERLINK(1)")
    join(group, "<script>" + "é" * 10**6)

    names = [person.name for person in reading(client, group).people]
    html = client.get(group).content.decode()
    rows = client.get(f"{group}personnes.csv").content.decode("utf-8-sig")

    assert max(map(len, names)) == 40
    assert "<script>é" not in html
    assert "'=HYPERLINK" in rows


def test_what_is_no_group_is_said_so(client, group):
    code = LearnerGroup.objects.get().code
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    forged = [other, "abc", "U" * 9, "7" * 300, "a-b-c-d-e-f-g-h-i-j"]

    for typed in forged:
        for send in (client.get, client.post):
            response = send(f"/fr/mon-parcours/groupe/{typed}/")
            assert response.status_code == 404
            assert "ouvre aucun groupe" in response.content.decode()
    assert Client().post(f"{group}quitter/", {"sure": "1"}).status_code == 404


def test_a_form_of_another_site_joins_nobody(group):
    response = Client().post(group, {}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403 and not Membership.objects.exists()


def test_guessing_codes_is_stopped_but_a_whole_room_may_join(
    client, group, monkeypatch
):
    room = [join(group) for _ in range(30)]
    stranger = Client()
    monkeypatch.setattr(
        "parcours.group_views.is_allowed", lambda *_args, **_limits: False
    )

    assert stranger.get(group).status_code == 429
    assert stranger.post(group, {}).status_code == 429
    assert room[0].get(group).status_code == client.get(group).status_code == 200


def test_groups_are_not_made_by_the_thousand(client, group, parcours):
    fields = {"parcours": parcours.translation_key, "ends_on": timezone.localdate()}

    codes = [client.post(NEW, fields).status_code for _ in range(25)]

    assert codes[0] == 302 and codes[-1] == 429
    assert LearnerGroup.objects.count() == 20


def test_a_full_group_says_so(group, monkeypatch):
    monkeypatch.setattr(groups, "MOST_MEMBERS", 1)
    first = join(group)

    assert Client().post(group, {}).status_code == 409
    join(group, "Ana", first)


# --- Leaving ----------------------------------------------------------------------


def test_one_leaves_in_two_clicks_from_the_desk(client, group):
    ana = join(group, "Ana")
    html = ana.get(DESK).content.decode()
    action = re.search(r'action="([^"]+/quitter/)"', html)[1]

    asked = ana.post(action)
    assert Membership.objects.exists()
    assert re.search(r'name="sure" value="1"', asked.content.decode())
    ana.post(action, {"sure": "1"})

    assert not Membership.objects.exists()
    assert reading(client, group).people == []


def test_leaving_twice_is_leaving_once(group):
    ana = join(group, "Ana")
    ana.post(f"{group}quitter/", {"sure": "1"})

    again = ana.post(f"{group}quitter/", {"sure": "1"})

    assert again.url == f"{DESK}#groupes"


# --- What another one does at the same moment -------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done just before a function of `groups` is."""

    def before(name, act):
        done = getattr(groups, name)

        def wrapped(*args):
            act()
            return done(*args)

        monkeypatch.setattr(groups, name, wrapped)

    return before


def test_who_joins_a_group_that_is_closed_meanwhile_is_told_so(group, meanwhile):
    meanwhile("join", lambda: LearnerGroup.objects.all().delete())

    response = Client().post(group, {"show": "named", "name": "Ana"})

    assert response.status_code == 404
    assert "le groupe est terminé" in response.content.decode()
    assert not Membership.objects.exists()


def test_a_group_is_read_while_somebody_joins_it(client, group, plain, monkeypatch):
    mark_on(join(group, "Ana"), plain)
    versions = ParcoursVersion.objects.filter

    def joined_meanwhile(**which):
        monkeypatch.undo()
        mark_on(join(group, "Zoé"), plain)
        return versions(**which)

    monkeypatch.setattr(ParcoursVersion.objects, "filter", joined_meanwhile)

    assert [person.name for person in reading(client, group).people] == ["Ana"]
    assert len(reading(client, group).people) == 2


def test_who_reads_a_group_that_is_closed_meanwhile_reads_it(client, group, meanwhile):
    for _ in range(groups.FEWEST):
        join(group)
    meanwhile("keep", lambda: LearnerGroup.objects.all().delete())

    assert client.get(group).status_code == 200


AT_ONCE = """
from uuid import uuid4
from django.utils import timezone
from parcours import groups, progress
from parcours.models import Learner, LearnerGroup, Membership
from tests.processes import at_once

today = timezone.localdate()

def join(group):
    try:
        groups.join(group, Learner.objects.create(), "")
    except LearnerGroup.DoesNotExist:
        pass

for end in (groups.close, lambda group: progress.erase(group.owner)):
    for _ in range(5):
        leader = Learner.objects.create()
        group = groups.create(leader, uuid4(), title="Groupe", ends_on=today)
        for _ in range(groups.FEWEST):
            join(group)
        at_once(
            *[lambda: join(group)] * 4,
            *[lambda: groups.read(group, today)] * 2,
            lambda: end(group),
        )
print(LearnerGroup.objects.count(), Membership.objects.count())
"""


def test_a_group_is_closed_while_people_join_and_its_leader_reads(shared_database):
    assert run(shared_database, 1, AT_ONCE) == "0 0\n"


def test_erasing_oneself_leaves_every_group(client, group):
    ana = join(group, "Ana")
    ana.post(f"{DESK}effacer/", {"sure": "1"})

    assert not Membership.objects.exists()


def test_erasing_who_leads_says_that_their_groups_close(client, group):
    join(group, "Ana")

    asked = client.post(f"{DESK}effacer/").content.decode()
    client.post(f"{DESK}effacer/", {"sure": "1"})

    assert "seront fermés" in asked
    assert not LearnerGroup.objects.exists()


def test_a_group_that_ended_is_as_if_it_had_never_been_then_erased(client, group):
    ana = join(group, "Ana")
    last = timezone.localdate()
    LearnerGroup.objects.update(ends_on=last)
    assert ana.get(group).status_code == 200
    LearnerGroup.objects.update(ends_on=last - timedelta(days=1))

    assert client.get(group).status_code == ana.get(group).status_code == 404
    assert ana.get(DESK).context["groups"] == []
    clock.strike(timezone.now())

    assert not LearnerGroup.objects.exists() and not Membership.objects.exists()


# --- Merging ----------------------------------------------------------------------


@pytest.mark.parametrize("hidden_first", [True, False])
def test_who_is_hidden_on_one_device_is_hidden_once_merged(client, group, hidden_first):
    first = join(group, "" if hidden_first else "Ana")
    other = join(group, "Ana" if hidden_first else "")

    devices.merge(learner_of(first), learner_of(other))

    assert Membership.objects.get().is_hidden


def test_groups_led_and_joined_follow_a_merge(client, group):
    ana = join(group, "Ana")
    old = Learner.objects.create()
    Learner.objects.filter(pk=old.pk).update(created_at=timezone.now())

    devices.merge(learner_of(ana), old)
    devices.merge(learner_of(client), Learner.objects.create())

    assert [each.name for each in groups.of(learner_of(ana))] == ["Ana"]
    assert groups.of(learner_of(client))[0].is_led


# --- Reading ----------------------------------------------------------------------


def test_nothing_is_said_of_fewer_than_five(client, group, plain):
    for _ in range(4):
        mark_on(join(group), plain)

    html = client.get(group).content.decode()

    assert reading(client, group).figures is None
    assert "à partir de cinq" in html and "terminée par" not in html
    assert len(list(rows(client, f"{group}etapes.csv"))) == 1


def test_five_hidden_people_are_counted_and_a_sixth_is_not_told_apart(
    client, group, plain
):
    for _ in range(5):
        mark_on(join(group), plain)
    five = reading(client, group).figures
    late = join(group)
    shown = reading(client, group).figures

    mark_on(late, plain)

    assert five.people == five.finished == 5
    assert reading(client, group).figures == shown == five


def test_four_hidden_people_beside_five_named_are_not_counted(client, group, plain):
    for name in "ABCDE":
        join(group, name)
    for _ in range(4):
        mark_on(join(group), plain)

    figures = reading(client, group).figures

    assert (figures.people, figures.begun) == (5, 0)


def test_each_is_where_their_own_desk_says(client, group, plain, second):
    device = join(group, "Ana")
    mark_on(device, second)

    [person] = reading(client, group).people

    own = device.get(DESK).context["desk"].begun[0].progress
    assert person.progress == own and 0 < person.percent < 100


def test_the_page_says_where_people_stop(client, group, plain, second):
    for name in "ABCDE":
        mark_on(join(group, name), plain)

    response = client.get(group)

    assert response.context["stuck"].title == "Étape une"
    table = list(rows(client, f"{group}etapes.csv"))
    assert table[1][1:5] == ["Étape zéro", "5", "0", "5"]
    assert table[2][1:4] == ["Étape une", "0", "5"]


def rows(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return csv.reader(io.StringIO(text))


def test_a_person_a_row_and_an_etape_a_column(client, group, plain, second):
    mark_on(join(group, "Ana"), second)

    [head, ana] = rows(client, f"{group}personnes.csv")

    assert head[2:] == ["Étape zéro", "Étape une", "Étape deux"]
    assert ana[:1] + ana[2:] == ["Ana", "", "", "x"]


def test_no_answer_is_told_to_who_leads(client, group, etape):
    ana = join(group, "Ana")
    secret = {f"prompt-{FIRST}": "Un secret bien gardé", "keep": "1"}
    ana.post(f"/fr/mon-parcours/etape/{etape.pk}/reponse/{SHEET}/", secret)

    pages = [client.get(group + below) for below in ("", "etapes.csv", "personnes.csv")]

    assert [p.status_code for p in pages] == [200] * 3
    assert not any("secret" in page.content.decode() for page in pages)


def test_a_group_of_two_hundred_costs_as_many_statements_as_one_of_twelve(
    client, group, parcours, plain
):
    def statements():
        client.get(group)
        with CaptureQueriesContext(connection) as captured:
            client.get(group)
        return len(captured)

    fill(12, plain)
    few = statements()
    fill(188, plain)
    many = statements()

    assert Membership.objects.count() == 200
    assert many == few <= 13


def fill(number, etape):
    """Members written as rows, hidden and named, who all did an étape."""
    group = LearnerGroup.objects.get()
    current = desk.current_version(etape.get_parent().specific)
    version = ParcoursVersion.objects.in_force(current).number
    for place in range(number):
        learner = Learner.objects.create()
        learner.events.create(
            kind="start", parcours=group.parcours, payload={"version": version}, at=timezone.now()
        )  # fmt: skip
        learner.events.create(kind="done", etape=etape.translation_key, at=timezone.now())  # fmt: skip
        group.memberships.create(learner=learner, name="Ana" if place % 2 else "")


def test_it_reads_in_english(client, english_home, english, parcours, group, plain):
    for page in (parcours.get_parent(), parcours, plain):
        factories.translated(page, english)
    for name in "ABCDE":
        mark_on(join(group, name), plain)

    html = client.get(group.replace("/fr/mon-parcours/groupe", "/en/my-learning/group")).content.decode()  # fmt: skip

    assert 'lang="en"' in html and "Groupe du jeudi" in html


def test_everything_kept_of_a_member_is_told_and_taken_away(client, group):
    ana = join(group, "Ana")

    told = ana.get(f"{DESK}donnees/").content.decode()
    taken = ana.get(f"{DESK}export.json").json()

    assert "Groupe du jeudi" in told and "Ana" in told
    assert taken["groups"] == [
        {"title": "Groupe du jeudi", "is_led": False, "name": "Ana"}
    ]


def test_nothing_in_a_group_says_who_or_when(group):
    fields = {
        field.name
        for model in (LearnerGroup, Membership)
        for field in apps.get_model(model._meta.label)._meta.concrete_fields
    }

    assert fields == {
        "id", "owner", "parcours", "title", "code", "ends_on", "published",
        "group", "learner", "name", "counted",
    }  # fmt: skip


def test_three_devices_of_a_group_merge_into_the_same_in_any_order(group):
    the_group = LearnerGroup.objects.get()
    absent, hidden = None, ""
    for names in product((absent, hidden, "Ana"), (absent, hidden, "Bea"), ("Cleo",)):
        results = set()
        for order in permutations(range(3)):
            people = [Learner.objects.create() for _ in names]
            for learner, name in zip(people, names, strict=True):
                if name is not absent:
                    the_group.memberships.create(learner=learner, name=name)
            first, second, third = (people[place] for place in order)
            kept = devices.merge(devices.merge(first, second), third)
            results.add(kept.memberships.get().name)
            kept.delete()

        expected = hidden if hidden in names else next(name for name in names if name)
        assert results == {expected}
