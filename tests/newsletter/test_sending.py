"""Sending an issue: to each of those who chose it, once, whatever is killed."""

import json
import os
import random
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models.signals import pre_delete

from core.models import OutgoingMail
from home import editors
from newsletter import sending, subscribing
from newsletter.models import Sending, Subscriber
from tests import factories
from tests.mail_server import mail_server
from tests.processes import begin, run

from .conftest import NOW, link_in, mails, subscriber


@pytest.fixture
def issue(lettre):
    return factories.IssuePageFactory(parent=lettre, title="La lettre")


def send(issue, at=NOW):
    sending.begin(issue, None, at)
    sending.go_on(at)


# --- To whom ----------------------------------------------------------------------


def test_it_goes_to_those_who_chose_its_public_in_its_language(issue):
    subscriber("oui@exemple.fr", medias=["modeliser"])
    subscriber("autre-public@exemple.fr", institutions=["modeliser"])
    subscriber("anglais@exemple.fr", "en")
    subscriber("pas-confirme@exemple.fr", confirmed_at=None)
    subscriber("trop-tard@exemple.fr", confirmed_at=NOW + timedelta(seconds=1))

    send(issue)

    assert [mail.to for mail in mails()] == ["oui@exemple.fr"]


def test_each_mail_has_its_own_way_to_leave(client, issue):
    rows = [subscriber(f"a{n}@exemple.fr") for n in range(2)]

    send(issue)

    for row, mail in zip(rows, mails(), strict=True):
        link = f"http://localhost:8000/fr/abonnement/lien/{row.token}/"
        assert mail.headers["List-Unsubscribe"] == f"<{link}>"
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in mail.text and f'href="{link}"' in mail.html
        assert client.get(link_in(mail)).status_code == 200


def test_it_is_sent_once_whoever_asks_again(issue):
    subscriber()
    send(issue)

    with pytest.raises(sending.NotReadyError):
        sending.begin(issue, None, NOW)
    for minute in range(3):
        sending.go_on(NOW + timedelta(minutes=minute))

    assert len(mails()) == 1
    assert Sending.objects.get().ended_at == NOW


def test_who_leaves_in_the_middle_has_nothing_more(issue):
    row = subscriber()
    send(issue)

    subscribing.leave(row, NOW)

    [mail] = mails()
    assert (mail.state, mail.to, mail.text) == ("withdrawn", "", "")


def test_who_leaves_while_mails_are_written_has_none_of_them(issue, request):
    row = subscriber()
    sending.begin(issue, None, NOW)

    # Leaving waits for the row, which whoever writes lets go once the mails are there.
    def written_meanwhile(sender, **_signal):
        if sender is Subscriber:
            sending.go_on(NOW)

    pre_delete.connect(written_meanwhile)
    request.addfinalizer(partial(pre_delete.disconnect, written_meanwhile))
    subscribing.leave(row, NOW)

    assert [(mail.state, mail.to) for mail in mails()] == [("withdrawn", "")]


def test_what_it_says_is_what_it_said_when_it_began(issue, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    for n in range(3):
        subscriber(f"a{n}@exemple.fr")
    row = sending.begin(issue, None, NOW)
    sending.write_some(row.pk, sending.Copies(), NOW)

    issue.title = "Un autre titre"
    issue.save_revision().publish()
    sending.go_on(NOW)

    assert {mail.subject for mail in mails()} == {"La lettre"}
    assert len(mails()) == 3


def test_a_turn_that_fails_is_taken_up_where_it_was(issue, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    for n in range(7):
        subscriber(f"a{n}@exemple.fr")
    row = sending.begin(issue, None, NOW)
    copies = sending.Copies()
    sending.write_some(row.pk, copies, NOW)
    with monkeypatch.context() as broken:
        broken.setattr(Sending, "save", lambda *args, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sending.write_some(row.pk, copies, NOW)
    assert len(mails()) == 2

    call_command("tick", "--only", "newsletter.chores.write_the_letters")

    assert sorted(mail.to for mail in mails()) == [f"a{n}@exemple.fr" for n in range(7)]
    assert Sending.objects.get().written == 7


def test_an_editor_sends_follows_and_stops(client, issue):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.READERS))
    client.force_login(user)
    subscriber("a@exemple.fr"), subscriber("b@exemple.fr")
    path = f"/admin/lettre/{issue.pk}/"

    assert "2 personnes ont choisi" in client.get(path).content.decode()
    client.post(path, {"send": ""})
    client.post(path, {"send": ""})
    sending.go_on(NOW)
    OutgoingMail.objects.filter(to="a@exemple.fr").update(state="sent")
    screen = " ".join(client.get(path).content.decode().split())
    assert "Partis</th><td>1</td>" in screen and "En attente</th><td>1</td>" in screen

    client.post(path, {"stop": ""})

    assert [mail.state for mail in mails()] == ["sent", "withdrawn"]
    assert Sending.objects.get().begun_by == user


def test_many_readers_cost_few_statements(issue, django_assert_max_num_queries):
    for n in range(300):
        subscriber(f"a{n}@exemple.fr", medias=["evaluer"] if n % 2 else ["modeliser"])
    sending.begin(issue, None, NOW)

    with django_assert_max_num_queries(30):
        sending.go_on(NOW)

    assert len(mails()) == 300


# --- Stopped and killed again and again, against a real server --------------------------------

# 5,000 with `LETTERS=5000`.
READERS, STOPS = int(os.environ.get("LETTERS", "400")), 3
PREPARE = f"""
from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site
from tests import factories
from newsletter import sending
from newsletter.models import Subscriber

translation.activate("fr")
french, _new = Locale.objects.get_or_create(language_code="fr")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
lettre = factories.NewsletterPageFactory(parent=home)
issue = factories.IssuePageFactory(parent=lettre)
now = timezone.now()
Subscriber.objects.bulk_create(
    Subscriber(address=f"a{{n}}@example.org", language="fr", medias=["evaluer"], asked_at=now, confirmed_at=now)
    for n in range({READERS})
)
sending.begin(issue, None, timezone.now())
"""
WRITE = """
from django.utils import timezone
from newsletter import chores, sending
sending.AT_ONCE = 20
while sending.Sending.objects.filter(ended_at=None).exists():
    chores.write_the_letters(timezone.now())
"""
DELIVER = """
import time
from core.mailing.delivery import deliver
from newsletter.models import Sending, Subscriber
while deliver() or Sending.objects.filter(ended_at=None).exists():
    time.sleep(0.01)
"""
DELIVER_LATER = """
from datetime import timedelta
from django.utils import timezone
from core.mailing.delivery import deliver
while deliver(lambda: timezone.now() + timedelta(minutes=11), turn=600):
    pass
"""
# As `make run` runs them: a worker, and the clock that gives it something to do.
WORKER = """
from django.core.management import call_command
from core.mailing import delivery
delivery.A_TURN = 0.05  # so that many turns end in the middle
call_command("db_worker", "--backend", "background", "--no-reload", "--interval", "0.01", "-v0")
"""
CLOCK = """
import time
from django.utils import timezone
from core.mailing.delivery import ask_if_some_wait
from core.models import OutgoingMail
from newsletter import chores, sending
sending.AT_ONCE = 20
while sending.Sending.objects.filter(ended_at=None) or OutgoingMail.objects.exclude(state="sent"):
    chores.write_the_letters(timezone.now())
    ask_if_some_wait(timezone.now())
    time.sleep(0.01)
"""
TELL = """
import json
from core.models import OutgoingMail
print(json.dumps(list(OutgoingMail.objects.values_list("state", "to"))))
"""


def wait_for(server, goal: int, processes):
    while len(server.messages) < goal and any(p.is_alive() for p in processes):
        time.sleep(0.001)


def test_restarted_in_the_middle_it_mails_each_address_exactly_once(shared_database):
    """The worker is told to stop, as whoever deploys does: it ends its turn."""
    with mail_server() as server:
        run(shared_database, server.port, PREPARE)

        for stop in range(1, STOPS + 1):
            processes = [begin(shared_database, server.port, code) for code in (CLOCK, WORKER)]  # fmt: skip
            wait_for(server, stop * READERS // (STOPS + 1), processes)
            for process in processes:
                process.terminate()
                process.join()
        assert len(server.messages) < READERS
        worker = begin(shared_database, server.port, WORKER)
        run(shared_database, server.port, CLOCK)
        worker.terminate()
        worker.join()

        rows = json.loads(run(shared_database, server.port, TELL))

    assert server.counts == {f"a{n}@example.org": 1 for n in range(READERS)}
    assert Counter(state for state, _to in rows) == {"sent": READERS}


def test_killed_in_the_middle_it_mails_nobody_twice_and_lists_the_doubtful(shared_database):  # fmt: skip
    with mail_server() as server:
        run(shared_database, server.port, PREPARE)

        # What writes the mails and what sends them, killed together at any point.
        for stop in range(1, STOPS + 1):
            processes = [begin(shared_database, server.port, code) for code in (WRITE, DELIVER)]  # fmt: skip
            wait_for(server, stop * READERS // (STOPS + 1), processes)
            time.sleep(random.random() / 100)
            for process in processes:
                process.kill()
                process.join()
        run(shared_database, server.port, WRITE)
        run(shared_database, server.port, DELIVER_LATER)

        rows = json.loads(run(shared_database, server.port, TELL))
        counts = server.counts

    states = Counter(state for state, _to in rows)
    everybody = {f"a{n}@example.org" for n in range(READERS)}
    doubtful = {to for state, to in rows if state == "doubtful"}
    print(f"{len(counts)} of {READERS} received one; states: {dict(states)}")  # noqa: T201  (the figure of a run by hand)
    assert len(rows) == READERS
    assert set(states) <= {"sent", "doubtful"}
    # Nobody two; whoever a killed worker was talking for is listed.
    assert set(counts.values()) == {1}
    assert everybody - set(counts) <= doubtful
    assert len(doubtful) <= STOPS
