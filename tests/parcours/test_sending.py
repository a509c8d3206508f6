"""What a device sends again, sends late, or sends under the name of something else."""

import uuid

import pytest

from parcours import devices
from parcours.blocks.questions import name_of
from parcours.learner_cookie import COOKIE
from parcours.models import Learner, LearnerEvent

from .conftest import ACTIVITIES, FIRST, MATCHING, QUIZ, RIGHT, SHEET, WRONG, etape_with

NAME = "0f9d3c1e-6f0a-4c57-9d1b-6a2b7c8d9e0f"
OTHER_NAME = "1f9d3c1e-6f0a-4c57-9d1b-6a2b7c8d9e0f"


@pytest.fixture
def etape(parcours):
    return etape_with(parcours, ACTIVITIES)


@pytest.fixture
def send(client, etape):
    """Send a form of the étape as its script does; « faite » marks it."""

    def send(what, data=None, uid=NAME, **more):
        path = "faite" if what == "faite" else f"reponse/{what}"
        return client.post(
            f"/fr/mon-parcours/etape/{etape.pk}/{path}/",
            (data or {}) | ({"uid": uid} if uid else {}) | more,
            headers={"X-Fragment": "1"},
        )

    return send


@pytest.fixture
def learner(db, client):
    learner = Learner.objects.create()
    client.cookies[COOKIE] = learner.key
    return learner


def written(kind):
    return LearnerEvent.objects.filter(kind=kind).count()


def test_the_same_mark_sent_three_times_is_one_event(learner, send):
    responses = [send("faite", later="1") for _ in range(3)]

    assert [response.status_code for response in responses] == [204, 204, 204]
    assert all(response["Location"].startswith("/fr/mon-parcours/") for response in responses)  # fmt: skip
    assert str(LearnerEvent.objects.get(kind="done").uid) == NAME


def test_the_same_sheet_and_the_same_draft_sent_twice_are_written_once(learner, send):
    for _ in range(2):
        send(SHEET, {f"prompt-{FIRST}": "Trois associations", "keep": "1"})
        send(SHEET, {f"prompt-{FIRST}": "Quatre", "draft": "1"}, uid=OTHER_NAME)

    assert (written("answer"), written("draft")) == (1, 1)


def test_an_answer_sent_again_is_one_attempt_and_is_told_the_same(learner, send):
    first = send(MATCHING, pairs()).content.decode()
    again = send(MATCHING, pairs(), later="1").content.decode()

    assert written("answer") == 1
    assert again == first


def test_attempts_made_offline_are_counted_like_the_others(learner, send):
    for _ in range(4):
        response = send(MATCHING, pairs(), uid=str(uuid.uuid4()), later="1")

    assert response.status_code == 200
    assert written("answer") == 2  # its editor allows two


def pairs():
    """The same answer for every line of the matching: one of three is right."""
    lines = [line["id"] for line in ACTIVITIES[3]["value"]["pairs"]]
    return {f"pair-{line}": name_of("Des emplois") for line in lines}


def test_a_replayed_answer_keeps_what_it_said_first(learner, send):
    send(QUIZ, {"choice": WRONG})
    send(QUIZ, {"choice": RIGHT})  # the same name: it is the same answer

    event = LearnerEvent.objects.get(kind="answer")
    assert event.payload["chosen"] == [WRONG]
    assert event.payload["passed"] is False


MISNAMED = [
    "x", "0", NAME.upper(), f"{{{NAME}}}", f"urn:uuid:{NAME}", NAME + "0", "é" * 36,
    "00000000-0000-0000-0000-000000000000", NAME.replace("-4c57-", "-1c57-"), "\x00",
    "0" * 100_000,
]  # fmt: skip


def test_a_name_that_is_none_is_refused_and_writes_nothing(learner, send):
    for name in MISNAMED:
        for what in ("faite", SHEET):
            response = send(what, {f"prompt-{FIRST}": "Oui", "keep": "1"}, uid=name)

            assert response.status_code == 400
            assert "rechargez" in response.content.decode()
    assert not LearnerEvent.objects.exists()


def test_the_name_of_somebody_elses_event_is_refused(client, learner, send):
    send("faite")
    other = Learner.objects.create()
    client.cookies[COOKIE] = other.key

    for what, data in (("faite", {}), (QUIZ, {"choice": RIGHT}), (SHEET, {f"prompt-{FIRST}": "Oui", "keep": "1"})):  # fmt: skip
        assert send(what, data).status_code == 409

    assert not other.events.exclude(kind="start").exists()
    assert learner.events.filter(kind="done").count() == 1


def test_the_name_of_a_mark_does_not_serve_for_an_answer(learner, send):
    send("faite")

    assert send(QUIZ, {"choice": RIGHT}).status_code == 409
    assert written("answer") == 0


def test_a_late_mark_does_not_complete_an_etape_whose_questions_are_not_answered(
    client, learner, send, etape
):
    send("faite", {"passed": "true", "points": "9", "kind": "answer"}, later="1")

    state = client.get("/fr/mon-parcours/etat.json").json()
    assert state["done"] == []
    assert state["marked"] == [str(etape.translation_key)]


def test_a_device_without_cookie_gets_it_before_anything_is_written(client, send):
    first = send("faite", later="1")

    assert first.status_code == 428
    assert not LearnerEvent.objects.exists()

    # The answer was lost on the way: the device has no cookie, and sends the same again.
    client.cookies.clear()
    assert send("faite", later="1").status_code == 428
    second = send("faite", later="1", first="1")

    assert second.status_code == 204
    assert "premier=1" in second["Location"]
    assert written("done") == 1


def test_who_keeps_nothing_is_corrected_late_and_nothing_is_kept(client, send):
    response = send(QUIZ, {"choice": RIGHT}, later="1")

    assert "Bien vu." in response.content.decode()
    assert not response.cookies
    assert not Learner.objects.exists()


def test_what_waited_of_a_learner_erased_meanwhile_is_refused_for_good(
    client, learner, send
):
    learner.delete()

    for what, data in (("faite", {}), (SHEET, {f"prompt-{FIRST}": "Oui", "keep": "1"}), (QUIZ, {"choice": RIGHT})):  # fmt: skip
        client.cookies[COOKIE] = learner.key
        response = send(what, data, later="1")

        assert response.status_code == 410
        assert response.cookies[COOKIE].value == ""
    assert not Learner.objects.exists()


def test_who_was_erased_elsewhere_may_begin_again_here(client, learner, send):
    """What somebody asks now is not what waited."""
    learner.delete()

    assert send("faite").status_code == 428
    assert send("faite", first="1").status_code == 204
    assert written("done") == 1


def test_what_waits_is_sent_to_who_the_learner_became(client, learner, send):
    into = devices.merge(learner, Learner.objects.create())
    send("faite", later="1")
    send("faite", later="1")

    assert into.events.filter(kind="done").count() == 1


def test_an_answer_to_a_question_that_is_gone_is_not_found(learner, send, etape):
    etape.body = ACTIVITIES[1:]
    etape.save_revision().publish()

    assert send(QUIZ, {"choice": RIGHT}, later="1").status_code == 404
    assert written("answer") == 0


def test_erasing_empties_what_waits_on_the_device(client, learner):
    response = client.post("/fr/mon-parcours/effacer/", {"sure": "1"})

    assert response["Clear-Site-Data"] == '"storage"'
    assert not Learner.objects.exists()


def test_a_form_without_script_needs_no_name(learner, send):
    response = send("faite", uid="")

    assert response.status_code == 204
    assert written("done") == 1
