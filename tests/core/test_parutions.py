"""A parution: everything in it goes live at its minute, or nothing does and one is told why."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from core import parutions, planned
from core.models import OutgoingMail, Parution
from home import editors
from news.press import embargo
from tests import factories
from tests.factories import paris
from tests.processes import begin, run

HOUR = paris(2026, 12, 3, 9)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stopped(set_clock):
    set_clock(HOUR - timedelta(days=1))
    return set_clock


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


@pytest.fixture
def parution(db):
    return Parution.objects.create(title="L'étude", publish_at=HOUR)


@pytest.fixture
def editor(db):
    user = factories.UserFactory(email="redaction@example.org")
    user.user_permissions.add(Permission.objects.get(codename="change_parution"))
    return user


def approved(parution, instance):
    """In the parution, as a second reader approved it."""
    parutions.add(parution, instance)
    assert parutions.approve(instance, instance.save_revision())
    return instance


def draft(parent, **fields):
    return factories.NewsPageFactory(parent=parent, live=False, **fields)


@pytest.fixture
def whole(stopped, parution, news, english_home, english):
    """A page, its translation, and a figure that changes."""
    factories.translated(news, english, slug="news")
    page = draft(news, title="Une étude")
    translation = page.copy_for_translation(english)
    figure = factories.ChiffreCleFactory(value=81)
    figure.value = 84
    return [approved(parution, each) for each in (page, translation, figure)]


def shown(whole) -> tuple:
    page, translation, figure = whole
    live = Page.objects.in_bulk([page.pk, translation.pk])
    value = type(figure).objects.get(pk=figure.pk).value
    return live[page.pk].live, live[translation.pk].live, int(value)


def test_all_of_it_appears_at_its_minute_and_not_before(whole, stopped, parution):
    parutions.publish_due(stopped(HOUR - timedelta(seconds=1)))
    assert shown(whole) == (False, False, 81)

    parutions.publish_due(stopped(HOUR))
    parutions.publish_due(stopped(HOUR + MINUTE))

    assert shown(whole) == (True, True, 84)
    parution.refresh_from_db()
    assert parution.published_at == HOUR
    log = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    assert log.filter(page=whole[0].pk).count() == 1


def test_what_nobody_approved_stops_all_of_it_and_editors_are_told_once(
    whole, stopped, parution, news, editor, client
):
    late = draft(news, title="Pas encore relue")
    parutions.add(parution, late)

    for minutes in range(3):
        parutions.publish_due(stopped(HOUR + minutes * MINUTE))

    assert shown(whole) == (False, False, 81)
    [mail] = OutgoingMail.objects.filter(purpose="parution")
    assert mail.to == "redaction@example.org"
    assert "Pas encore relue" in mail.text
    client.force_login(factories.UserFactory(is_superuser=True))
    assert "Pas encore relue" in client.get("/admin/").content.decode()

    parutions.approve(late, late.save_revision())
    parutions.publish_due(stopped(HOUR + 5 * MINUTE))

    assert shown(whole) == (True, True, 84)


def test_a_figure_without_its_source_stops_all_of_it(whole, stopped, parution, editor):
    figure = whole[2]
    figure.source_title = ""
    parutions.approve(figure, figure.save_revision(clean=False))

    parutions.publish_due(stopped(HOUR))

    assert shown(whole) == (False, False, 81)
    parution.refresh_from_db()
    assert "source" in parution.refusal.lower()
    assert OutgoingMail.objects.filter(purpose="parution").count() == 1


def test_an_error_in_the_middle_leaves_nothing_half_done(
    whole, stopped, parution, editor, monkeypatch
):
    save = Page.save

    def fail(page, *args, **kwargs):
        if page.pk == whole[1].pk:
            raise OSError("the disk is full")
        return save(page, *args, **kwargs)

    monkeypatch.setattr(Page, "save", fail)
    with pytest.raises(ExceptionGroup):
        parutions.publish_due(stopped(HOUR))
    assert shown(whole) == (False, False, 81)

    monkeypatch.setattr(Page, "save", save)
    parutions.publish_due(stopped(HOUR + MINUTE))
    assert shown(whole) == (True, True, 84)


def test_the_approval_of_a_second_reader_waits_for_the_minute(
    stopped, parution, news, whole
):
    editors.set_up()
    writer = factories.UserFactory(is_superuser=True)
    reader = factories.UserFactory(is_superuser=True)
    page = draft(news, title="Relue")
    parutions.add(parution, page)
    page.save_revision(user=writer)
    state = page.get_workflow().start(page, writer)
    state.current_task_state.specific.approve(user=reader)

    assert not Page.objects.get(pk=page.pk).live
    assert parutions.item_of(page).revision == page.get_latest_revision()

    parutions.publish_due(stopped(HOUR))
    assert Page.objects.get(pk=page.pk).live


def test_what_was_written_after_the_approval_is_not_published(whole, stopped):
    page = whole[0]
    page.title = "Écrit après la relecture"
    page.save_revision()

    parutions.publish_due(stopped(HOUR))

    published = Page.objects.get(pk=page.pk)
    assert (published.live, published.title) == (True, "Une étude")
    assert published.has_unpublished_changes


def test_a_newer_version_that_was_published_alone_is_not_undone(
    whole, stopped, parution
):
    figure = whole[2]
    stopped(HOUR - MINUTE)
    figure.value = 90
    figure.save_revision().publish()

    parutions.publish_due(stopped(HOUR))

    assert shown(whole) == (False, False, 90)
    parution.refresh_from_db()
    assert "plus récente" in parution.refusal


def test_an_hour_of_its_own_is_refused(stopped, parution, news):
    page = draft(news, go_live_at=HOUR + timedelta(days=3))
    approved(parution, page)

    parutions.publish_due(stopped(HOUR))

    parution.refresh_from_db()
    assert "une heure à lui" in parution.refusal


def test_something_deleted_is_said(whole, stopped, parution):
    whole[0].delete()

    parutions.publish_due(stopped(HOUR))

    parution.refresh_from_db()
    assert "supprimé" in parution.refusal


def test_a_communique_in_one_is_under_embargo_until_its_minute(
    stopped, parution, news, client
):
    page = factories.CommuniquePageFactory(parent=news, live=False)
    parutions.add(parution, page)
    page.is_embargoed = True
    page.clean()
    parutions.approve(page, page.save_revision())

    assert [each.lifts_at for each in embargo.waiting()] == [HOUR]
    stopped(HOUR - timedelta(seconds=30))
    assert "s-maxage=30" in client.get(news.href)["Cache-Control"]

    parutions.publish_due(stopped(HOUR))
    assert embargo.waiting() == []


def test_caches_ask_each_time_while_one_is_late(stopped, parution, client, news):
    stopped(HOUR + MINUTE)
    assert "s-maxage=0" in client.get("/api/v2/pages/")["Cache-Control"]
    assert planned.next_change(None) == HOUR


class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def signed_in(self, db, client, stopped):
        client.force_login(factories.UserFactory(is_superuser=True))

    def test_a_page_is_put_in_one_with_its_translations_and_taken_out(
        self, client, parution, news, english_home, english
    ):
        factories.translated(news, english, slug="news")
        page = draft(news, title="Une étude")
        page.copy_for_translation(english)
        kind = page.get_base_content_type().pk
        address = reverse("add_to_parution", args=[kind, page.pk])
        html = client.get(address).content.decode()
        assert "L&#x27;étude" in html or "L'étude" in html

        refused = client.post(address, {"parution": "9" * 30})
        assert "Choisissez une parution" in refused.content.decode()
        response = client.post(
            address, {"parution": parution.pk, "translations": "on"}, follow=True
        )

        assert parution.items.count() == 2
        assert "personne ne l’a encore approuvé" in response.content.decode().replace("&#x27;", "’")  # fmt: skip
        item = parution.items.first()
        client.post(reverse("remove_from_parution", args=[item.pk]))
        assert parution.items.count() == 1

    def test_what_is_neither_a_page_nor_a_record_is_not_found(self, client, parution):
        other = ContentType.objects.get_for_model(Parution).pk
        for address in (
            reverse("add_to_parution", args=[other, parution.pk]),
            reverse("add_to_parution", args=[10**9, 1]),
        ):
            assert client.get(address).status_code == 404

    def test_who_may_not_is_refused(self, client, parution, news):
        page = draft(news)
        client.force_login(factories.UserFactory())
        kind = page.get_base_content_type().pk

        response = client.post(
            reverse("add_to_parution", args=[kind, page.pk]), {"parution": parution.pk}
        )

        assert response.status_code in (302, 403)
        assert parution.items.count() == 0


PLANT = """
from datetime import timedelta
from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site
from core import parutions
from core.models import Parution
from tests import factories
translation.activate("fr")
french, _new = Locale.objects.get_or_create(language_code="fr")
english, _new = Locale.objects.get_or_create(language_code="en")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
news = factories.NewsIndexPageFactory(parent=home)
factories.translated(home, english, slug="welcome")
factories.translated(news, english, slug="news")
parution = Parution.objects.create(
    title="L'étude", publish_at=timezone.now() + timedelta(days=1)
)
page = factories.NewsPageFactory(parent=news, live=False)
figure = factories.ChiffreCleFactory(value=81)
figure.value = 84
for each in (page, page.copy_for_translation(english), figure):
    parutions.add(parution, each)
    parutions.approve(each, each.save_revision())
"""
# Children of one process are killed before the first statement that writes, the second, and
# so on, and on both sides of the commit, until one of them has done all of it.
KILL_EVERYWHERE = """
import json, os, signal
from datetime import timedelta
from django.db import connection, connections
from django.utils import timezone
from core import clock
from core.models import Parution
from news.models import NewsPage
from vademecum.models import ChiffreCle

later = timezone.now() + timedelta(days=2)
timezone.now = lambda: later

def state():
    live = list(NewsPage.objects.values_list("live", flat=True))
    value = int(ChiffreCle.objects.get().value)
    return [*live, value, Parution.objects.get().published_at is not None]

def strike(most):
    left = most
    def one(*_what):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def before(execute, sql, *args):
        if not sql.startswith("SELECT"):  # between two reads nothing differs
            one()
        return execute(sql, *args)
    commit = connection._commit
    def around():
        one()
        commit()
        one()
    connection.ensure_connection()
    connection._commit = around
    with connection.execute_wrapper(before):
        clock.strike(later, only="core.chores.publish_together")
    connection.close()
    os._exit(0)

seen, kills = [], 0
while True:
    connections.close_all()
    child = os.fork()
    if child == 0:
        strike(kills + 1)
    _pid, status = os.waitpid(child, 0)
    told = state()
    if told not in seen:
        seen.append(told)
    if not os.WIFSIGNALED(status):
        break
    kills += 1
print(json.dumps({"seen": seen, "kills": kills}))
"""
STRIKE = """
from datetime import timedelta
from django.utils import timezone
from core import clock
later = timezone.now() + timedelta(days=2)
timezone.now = lambda: later
clock.strike(later, only="core.chores.publish_together")
"""
TELL = """
import json
from wagtail.models import PageLogEntry
from news.models import NewsPage
log = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
print(json.dumps([NewsPage.objects.live().count(), log.count()]))
"""


def test_killed_anywhere_it_leaves_all_of_it_or_nothing(shared_database):
    run(shared_database, 25, PLANT)

    told = json.loads(run(shared_database, 25, KILL_EVERYWHERE).splitlines()[-1])

    assert told["seen"] == [[False, False, 81, False], [True, True, 84, True]]
    assert told["kills"] > 20


def test_two_clocks_publish_it_once(shared_database):
    run(shared_database, 25, PLANT)

    for clock_ in [begin(shared_database, 25, STRIKE) for _n in range(2)]:
        clock_.join()
        assert clock_.exitcode == 0

    assert json.loads(run(shared_database, 25, TELL)) == [2, 2]
