"""What the site leads to outside: all of it known, asked, and told when it is silent."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.links import asking, checking, places
from core.links.asking import Answer
from core.models import CheckedLink, LinkPlace
from home import editors
from tests import factories
from tests.factories import paris

NOW = paris(2026, 11, 26, 9)
DEAD, ALIVE = Answer(False, "404"), Answer(True, "200")
PATH = "/admin/reports/liens/"


def led_to() -> dict[str, list]:
    """Each address, and the titles of what leads there."""
    places.seek(NOW)
    return {
        link.url: sorted(str(place.thing) for place in link.places.all())
        for link in CheckedLink.objects.prefetch_related("places__thing")
    }


# --- Where one leaves the site ----------------------------------------------------


def test_fields_blocks_and_texts_are_looked_through(home):
    measure = factories.MesureFactory(
        milestones=[("milestone", {"source_url": "https://jalon.example.org/"})]
    )
    factories.PlainPageFactory(
        parent=home,
        title="La page",
        body=[
            ("text", '<p><a href="https://texte.example.org/?a=1&amp;b=2">lire</a></p>'),
            ("sources", [{"title": "Une source", "url": "https://bloc.example.org/"}]),
        ],
    )  # fmt: skip

    found = led_to()

    assert found["https://texte.example.org/?a=1&b=2"] == ["La page"]
    assert found["https://bloc.example.org/"] == ["La page"]
    assert found["https://jalon.example.org/"] == [str(measure)]


def test_what_several_lead_to_is_one_address(home, english):
    figure = factories.ChiffreCleFactory(source_url="https://source.example.org/")
    term = factories.TermeFactory(source_url="https://source.example.org/")
    in_english = factories.translated(figure, english)

    assert led_to()["https://source.example.org/"] == sorted(
        [str(figure), str(in_english), str(term)]
    )


def test_drafts_and_what_is_withdrawn_lead_nowhere(home):
    figure = factories.ChiffreCleFactory(source_url="https://avant.example.org/")
    figure.source_url = "https://brouillon.example.org/"
    figure.save_revision()
    factories.PlainPageFactory(
        parent=home, live=False, body=[("sources", [{"title": "x", "url": "https://retiree.example.org/"}])]
    )  # fmt: skip

    assert set(led_to()) == {"https://avant.example.org/"}


def test_an_address_that_nothing_leads_to_is_forgotten(home):
    figure = factories.ChiffreCleFactory(source_url="https://avant.example.org/")
    led_to()
    figure.source_url = "https://apres.example.org/"
    figure.save_revision().publish()

    assert set(led_to()) == {"https://apres.example.org/"}
    assert LinkPlace.objects.count() == 1


def test_the_way_to_attend_is_looked_at_until_it_is_over(home):
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    agenda = factories.AgendaPageFactory(parent=home)
    for name, day in (("avant", date(2026, 11, 12)), ("apres", date(2026, 12, 17))):
        factories.JeudiPageFactory(
            parent=season, slug=name, starts_at=paris(day.year, day.month, day.day, 18),
            join_url=f"https://direct-{name}.example.org/",
        )  # fmt: skip
        factories.EventPageFactory(
            parent=agenda, slug=name, starts_on=day,
            registration_url=f"https://inscription-{name}.example.org/",
            url=f"https://colloque-{name}.example.org/",
        )  # fmt: skip

    assert set(led_to()) == {
        "https://direct-apres.example.org/",
        "https://inscription-apres.example.org/",
        "https://colloque-avant.example.org/",
        "https://colloque-apres.example.org/",
    }


def test_an_address_too_long_to_be_kept_stops_nothing(home):
    factories.PlainPageFactory(
        parent=home,
        body=[("text", f'<p><a href="https://example.org/{"x" * 600}">a</a> <a href="https://example.org/b">b</a></p>')],
    )  # fmt: skip

    assert set(led_to()) == {"https://example.org/b"}


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_whatever_was_kept_can_be_looked_through(told):
    assert all(
        address.startswith(("http://", "https://"))
        for text in places.texts(told)
        for address in places.addresses_in(text)
    )


# --- When they are asked ----------------------------------------------------------


@pytest.mark.django_db
def test_a_link_that_answers_is_asked_once_a_week():
    asked = []
    CheckedLink.objects.create(url="https://example.org/a")
    for day in range(8):
        checking.check(NOW + timedelta(days=day), lambda url: asked.append(url) or ALIVE)  # fmt: skip

    assert len(asked) == 2


@pytest.mark.django_db
def test_a_link_is_dead_after_three_failures_a_day_apart_until_it_answers():
    CheckedLink.objects.create(url="https://example.org/a")
    since = []
    for hours in (0, 1, 24, 25, 48, 49):
        checking.check(NOW + timedelta(hours=hours), lambda url: DEAD)
        since.append(CheckedLink.objects.get().dead_since)
    assert since == [None] * 4 + [NOW + timedelta(days=2)] * 2

    checking.check(NOW + timedelta(days=10), lambda url: ALIVE)

    link = CheckedLink.objects.get()
    assert (link.failures, link.dead_since, link.reason) == (0, None, "200")


@pytest.mark.django_db
def test_one_host_is_asked_once_in_a_turn():
    asked = []
    for number, host in enumerate(("a", "a", "b")):
        CheckedLink.objects.create(url=f"https://{host}.example.org/{number}")

    checking.check(NOW, lambda url: asked.append(url) or ALIVE)

    assert len(asked) == 2


@pytest.mark.django_db
def test_an_address_forgotten_while_it_is_asked_stays_forgotten():
    CheckedLink.objects.create(url="https://example.org/a")

    def forget(url):
        CheckedLink.objects.all().delete()
        return DEAD

    checking.check(NOW, forget)

    assert CheckedLink.objects.count() == 0


def test_the_clock_asks_the_worker_each_day_and_when_one_is_due(home, monkeypatch, settings):  # fmt: skip
    settings.LINKS_ARE_ASKED = True
    asked = []
    monkeypatch.setattr(type(checking.check_links), "enqueue", lambda self: asked.append(1))  # fmt: skip
    factories.ChiffreCleFactory()

    checking.have_links_checked(NOW)
    assert len(asked) == 1  # to look for the addresses

    places.seek(NOW)
    checking.have_links_checked(NOW)
    assert len(asked) == 2  # to ask them

    checking.check(NOW, lambda url: ALIVE)
    checking.have_links_checked(NOW + timedelta(hours=1))
    assert len(asked) == 2

    checking.have_links_checked(NOW + timedelta(days=1))
    assert len(asked) == 3


def test_on_a_machine_that_no_reader_sees_the_clock_asks_nothing(home, monkeypatch):
    asked = []
    monkeypatch.setattr(type(checking.check_links), "enqueue", lambda self: asked.append(1))  # fmt: skip

    checking.have_links_checked(NOW)

    assert asked == []


def test_the_worker_looks_for_the_addresses_then_asks_them(home, monkeypatch):
    factories.ChiffreCleFactory(source_url="https://source.example.org/")
    monkeypatch.setattr(checking, "ask", lambda url: ALIVE)

    checking.check_links.call()

    link = CheckedLink.objects.get()
    assert (link.url, link.reason) == ("https://source.example.org/", "200")


# --- What is told -----------------------------------------------------------------


def sign_in(client, group):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def silent(url, **fields):
    return CheckedLink.objects.filter(url=url).update(
        checked_at=NOW, failures=3, dead_since=NOW, reason="404", **fields
    )


def test_the_report_says_what_is_silent_since_when_and_where_to_mend_it(client, home):
    figure = factories.ChiffreCleFactory(source_url="https://muette.example.org/")
    page = factories.PlainPageFactory(
        parent=home, title="La page", body=[("sources", [{"title": "x", "url": "https://bloc.example.org/"}])]
    )  # fmt: skip
    places.seek(NOW)
    silent("https://muette.example.org/")
    sign_in(client, editors.WRITERS)

    html = client.get(PATH).content.decode()
    assert html.index("muette.example.org") < html.index("bloc.example.org")
    assert f"/admin/snippets/vademecum/chiffrecle/edit/{figure.pk}/" in html
    assert f"/admin/pages/{page.pk}/edit/" in html
    assert "404" in html

    html = client.get(f"{PATH}?state=dead").content.decode()
    assert "muette.example.org" in html and "bloc.example.org" not in html
    csv = b"".join(client.get(f"{PATH}?export=csv")).decode()
    assert "https://muette.example.org/,404" in csv


def test_the_report_tells_a_translation_from_its_source(client, home, english):
    figure = factories.ChiffreCleFactory()
    factories.translated(figure, english)
    places.seek(NOW)
    sign_in(client, editors.WRITERS)

    html = client.get(PATH).content.decode()

    assert ">chiffre clé<" in html and ">chiffre clé, anglais<" in html


def test_the_report_costs_the_same_with_many_links(client, home):
    sign_in(client, editors.WRITERS)

    def statements():
        places.seek(NOW)
        client.get(PATH)
        with CaptureQueriesContext(connection) as captured:
            client.get(PATH)
        return len(captured)

    factories.ChiffreCleFactory(source_url="https://a.example.org/")
    few = statements()
    for number in range(12):
        factories.ChiffreCleFactory(source_url=f"https://{number}.example.org/")

    assert statements() <= few


def test_a_report_with_nothing_says_why(client, home):
    sign_in(client, editors.WRITERS)

    assert "le site public les relève chaque jour" in client.get(PATH).content.decode()
    filtered = client.get(f"{PATH}?state=dead").content.decode()
    assert "est dans cet état." in filtered


def test_networks_do_not_see_it(client, home):
    sign_in(client, editors.NETWORKS)

    assert client.get(PATH).status_code == 302
    assert "Liens vers d" not in client.get("/admin/").content.decode()


def test_the_home_screen_says_how_many_are_silent(client, home):
    for name in ("a", "b"):
        factories.ChiffreCleFactory(source_url=f"https://{name}.example.org/")
    places.seek(NOW)
    sign_in(client, editors.WRITERS)
    assert "Liens muets" not in client.get("/admin/").content.decode()

    silent("https://a.example.org/"), silent("https://b.example.org/")

    html = client.get("/admin/").content.decode()
    assert f'<a href="{PATH}?state=dead">2 adresses ne répondent plus.</a>' in html


def test_the_command_names_each_silent_address_and_where_it_is(home, monkeypatch):
    factories.ChiffreCleFactory(source_url="https://la.example.org/")
    figure = factories.ChiffreCleFactory(source_url="https://muette.example.org/")
    answers = {"https://la.example.org/": ALIVE, "https://muette.example.org/": DEAD}
    monkeypatch.setattr(asking, "ask", answers.get)
    out = StringIO()

    with pytest.raises(CommandError, match="1 adresse"):
        call_command("check_links", stdout=out)
    assert out.getvalue() == f"https://muette.example.org/ : 404\n  {figure}\n"
    # A command that is run three times in an hour makes nothing dead.
    assert not CheckedLink.objects.filter(failures__gt=0).exists()

    answers["https://muette.example.org/"] = ALIVE
    out.truncate(out.seek(0))
    call_command("check_links", stdout=out)
    assert out.getvalue() == "2 adresse(s) : toutes répondent.\n"
