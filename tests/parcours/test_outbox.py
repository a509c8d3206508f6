"""
What leaves for a learning record store: chosen, complete, once, and slowing no page.

The store is a real one over HTTP, that checks every statement and can be stopped.
"""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import one_host
from parcours import delivery, devices, outbox, progress
from parcours.models import (
    Learner,
    LearnerConsent,
    LearnerEvent,
    OutgoingEvent,
)
from tests.parcours.conftest import ACTIVITIES, QUIZ, RIGHT, SHEET, WRONG
from tests.strict_lrs import Store

NOW = timezone.now()
VERB = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture
def store(settings):
    store = Store().start()
    settings.LRS = {"url": store.address, "key": "cle", "secret": "secret", "name": "L'école"}  # fmt: skip
    yield store
    store.stop()
    assert store.flaws == []


@pytest.fixture
def learner(client, etape, mark):
    """Somebody who did something before choosing anything."""
    mark(etape)
    return Learner.objects.get()


def choose(client, what="yes"):
    return client.post("/fr/mon-parcours/envoi/", {what: "1"})


def do_all(client, etape, choice=RIGHT):
    path = f"/fr/mon-parcours/etape/{etape.pk}"
    client.post(f"{path}/reponse/{QUIZ}/", {"choice": choice, "keep": "1"})
    client.post(f"{path}/reponse/{SHEET}/", {"prompt-x": "", "keep": "1"})
    client.post(f"{path}/faite/")


def verbs(store) -> list[str]:
    told = sorted(store.statements.values(), key=lambda each: each["timestamp"])
    return [each["verb"]["id"].removeprefix(VERB) for each in told]


def test_nothing_is_asked_nor_sent_without_a_store(client, etape, learner):
    html = client.get("/fr/mon-parcours/").content.decode()
    assert "registre de formation" not in html
    assert choose(client).status_code == 404

    do_all(client, etape)

    assert not OutgoingEvent.objects.exists()
    assert delivery.send(NOW) == 0


def test_nothing_is_sent_until_the_learner_says_yes(client, etape, learner, store):
    html = client.get("/fr/mon-parcours/").content.decode()
    assert "L’école" in html and "Oui, envoyer ma progression" in html
    do_all(client, etape, WRONG)
    assert not OutgoingEvent.objects.exists()

    response = choose(client)
    do_all(client, etape)
    delivery.send(NOW)

    assert response["Location"].endswith("#envoi")
    assert "Ne plus rien envoyer" in client.get("/fr/mon-parcours/").content.decode()
    # What was done before the choice stays here; the answer after it completes all.
    assert verbs(store) == ["answered", "completed", "completed"]
    assert not OutgoingEvent.objects.exists()


def test_statements_say_what_was_done_and_name_nobody(client, etape, learner, store):
    choose(client)
    do_all(client, etape)
    delivery.send(NOW)

    told = {each["verb"]["id"].removeprefix(VERB): each for each in store.statements.values()}  # fmt: skip
    consent = LearnerConsent.objects.get()
    answered = told["answered"]
    assert answered["actor"]["account"]["name"] == str(consent.name)
    assert answered["result"] == {
        "success": True,
        "score": {"scaled": 1.0, "raw": 1, "min": 0, "max": 1},
        "response": "a",
    }
    assert answered["object"]["definition"]["correctResponsesPattern"] == ["a"]
    whole = json.dumps(list(store.statements.values()))
    for secret in (learner.key, f'"{learner.pk}"', client.cookies["apprenant"].value):
        assert secret not in whole


def test_what_one_writes_for_oneself_never_leaves(client, etape, learner, store):
    choose(client)
    path = f"/fr/mon-parcours/etape/{etape.pk}/reponse/{SHEET}/"
    client.post(path, {"prompt-" + "6" * 8 + "-0000-4000-8000-000000000000": "Très privé", "keep": "1"})  # fmt: skip
    client.post(path, {"prompt-" + "6" * 8 + "-0000-4000-8000-000000000000": "À finir", "draft": "1"})  # fmt: skip

    assert LearnerEvent.objects.filter(block=SHEET).count() == 2
    assert not OutgoingEvent.objects.exists()


def test_an_event_and_its_row_are_written_together_or_not_at_all(learner, store, monkeypatch):  # fmt: skip
    outbox.consent(learner)
    before = LearnerEvent.objects.count()

    def breaks(_event):
        raise RuntimeError

    monkeypatch.setattr(outbox, "note", breaks)
    with pytest.raises(RuntimeError):
        progress.mark_done(learner, learner.events.last().etape, revision=99)

    assert LearnerEvent.objects.count() == before


def test_a_store_down_for_an_hour_loses_nothing_and_no_page_asks_it(
    client, etape, learner, store, django_assert_max_num_queries
):
    choose(client)
    store.stop()
    for minute in range(60):
        at = NOW + timedelta(minutes=minute)
        if minute % 10 == 0:
            do_all(client, etape, WRONG if minute < 50 else RIGHT)
        delivery.send(at)
    asked = OutgoingEvent.objects.order_by("pk").first()
    assert store.requests == 0 and 5 <= asked.tries <= 12  # less and less often
    waiting = OutgoingEvent.objects.count()

    store.start()
    assert delivery.send(NOW + timedelta(minutes=61)) in (0, waiting)
    delivery.send(NOW + timedelta(minutes=75))

    assert not OutgoingEvent.objects.exists()
    assert verbs(store).count("answered") == 6
    assert verbs(store).count("completed") == 2


def test_a_page_never_talks_to_the_store(client, etape, learner, store, monkeypatch):
    choose(client)

    def asked(*_told):
        raise AssertionError("a page asked the store")

    monkeypatch.setattr(one_host.OPENER, "open", asked)
    do_all(client, etape)

    assert OutgoingEvent.objects.count() >= 1


@pytest.mark.parametrize("status", [500, 503, 429, 401, 302])
def test_an_answer_that_is_not_yes_keeps_everything_for_later(client, etape, learner, store, status):  # fmt: skip
    choose(client)
    do_all(client, etape)
    waiting = OutgoingEvent.objects.count()
    store.fails_with = [status]

    assert delivery.send(NOW) == 0
    assert OutgoingEvent.objects.count() == waiting
    assert delivery.send(NOW + timedelta(minutes=1)) == waiting


def test_a_worker_that_dies_after_sending_sends_again_and_the_store_has_it_once(
    client, etape, learner, store, monkeypatch
):
    choose(client)
    do_all(client, etape)
    store.keeps_silent = True  # it has everything; its answer never comes

    assert delivery.send(NOW) == 0
    first = dict(store.statements)
    store.keeps_silent = False
    delivery.send(NOW + timedelta(minutes=5))

    assert store.statements == first and len(first) == 3
    assert not OutgoingEvent.objects.exists()


def test_one_that_the_store_will_never_take_is_set_apart(client, etape, learner, store, caplog):  # fmt: skip
    choose(client)
    do_all(client, etape, WRONG)
    do_all(client, etape)
    [first, *rest] = OutgoingEvent.objects.all()
    [statement] = delivery.written([first])[first.pk]
    store.poison = {statement["id"]}

    taken = delivery.send(NOW)

    assert taken == len(rest)
    left = OutgoingEvent.objects.get()
    assert (left.pk, "400" in left.refusal) == (first.pk, True)
    assert "refuses row" in caplog.text
    assert delivery.send(NOW) == 0


def test_what_the_store_has_already_counts_as_sent(client, etape, learner, store):
    choose(client)
    do_all(client, etape)
    rows = list(OutgoingEvent.objects.all())
    for told in delivery.written(rows).values():
        for each in told:
            store.statements[each["id"]] = {"somebody": "else wrote it otherwise"}

    assert delivery.send(NOW) == len(rows)
    assert not OutgoingEvent.objects.exists()


def test_who_withdraws_sends_nothing_more_and_comes_back_as_somebody_else(client, etape, learner, store):  # fmt: skip
    choose(client)
    name = LearnerConsent.objects.get().name
    do_all(client, etape, WRONG)

    choose(client, "no")
    do_all(client, etape)
    delivery.send(NOW)

    assert store.statements == {}
    assert not OutgoingEvent.objects.exists() and not LearnerConsent.objects.exists()
    choose(client)
    assert LearnerConsent.objects.get().name != name


def test_erasing_takes_the_outbox_too(client, etape, learner, store):
    choose(client)
    do_all(client, etape)

    client.post("/fr/mon-parcours/effacer/", {"sure": "1"})
    delivery.send(NOW)

    assert not OutgoingEvent.objects.exists() and not LearnerConsent.objects.exists()
    assert store.statements == {}


@pytest.mark.parametrize(("one", "other", "left"), [(True, True, 1), (True, False, 0), (False, True, 0), (False, False, 0)])  # fmt: skip
def test_two_devices_that_merge_send_only_if_both_said_yes(db, store, one, other, left):
    pair = [Learner.objects.create(), Learner.objects.create()]
    for each, says_yes in zip(pair, (one, other), strict=True):
        if says_yes:
            outbox.consent(each)
        progress.write(each, "done", etape=each.events.model._meta.get_field("uid").default())  # fmt: skip

    kept = devices.merge(*pair)

    assert LearnerConsent.objects.filter(learner=kept).count() == left
    assert OutgoingEvent.objects.count() == 2 * left


def test_the_clock_asks_only_when_something_waits(client, etape, learner, store, monkeypatch):  # fmt: skip
    asked = []
    monkeypatch.setattr(delivery, "deliver", type("Task", (), {"module_path": "x", "enqueue": lambda self=None: asked.append(1)}))  # fmt: skip
    delivery.ask(NOW)
    choose(client)
    do_all(client, etape)
    delivery.ask(NOW)

    assert asked == [1]


def test_the_choice_is_in_the_data_that_one_takes_away(client, etape, learner, store):
    choose(client)
    do_all(client, etape)
    name = str(LearnerConsent.objects.get().name)

    assert client.get("/fr/mon-parcours/export.json").json()["sent_elsewhere"]["name"] == name  # fmt: skip
    assert name in client.get("/fr/mon-parcours/donnees/").content.decode()


def test_somebody_who_keeps_nothing_has_nothing_to_choose(db, store):
    response = choose(Client())

    assert response.status_code == 404
    assert not Learner.objects.exists()


def test_the_quiz_that_changed_since_says_no_answer(client, parcours, learner, etape, store):  # fmt: skip
    choose(client)
    do_all(client, etape)
    etape.body = [ACTIVITIES[0] | {"value": ACTIVITIES[0]["value"] | {"question": "Autre ?"}}]  # fmt: skip
    etape.save_revision().publish()
    delivery.send(NOW)

    [told] = [each for each in store.statements.values() if each["verb"]["id"].endswith("answered")]  # fmt: skip
    assert "response" not in told["result"] and told["result"]["success"] is True
