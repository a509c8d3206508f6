"""How often a question may be answered, and what the last answer is worth."""

import pytest

from parcours import answers, attempts, devices, progress, scoring
from parcours.models import EtapePage, Learner, LearnerEvent
from parcours.versions import Requirement

from .conftest import (
    ACTIVITIES,
    FIRST,
    MATCHING,
    ORDERING,
    RIGHT,
    SCALE,
    SECOND,
    WORDS,
    etape_with,
)
from .test_quizzes import RIGHT_ANSWERS, WRONG_ANSWERS

# A page that is built asks for its content type, kept or not by what ran before.
pytestmark = pytest.mark.django_db


@pytest.fixture
def etape(parcours):
    """An étape with one activity of each sort."""
    return etape_with(parcours, ACTIVITIES)


@pytest.fixture
def learner(db):
    return Learner.objects.create()


def test_an_answer_is_kept_with_its_score_and_the_question_it_answered(etape, learner):
    block = answers.activity(etape, ORDERING)
    given = {"places": {FIRST: 1, SECOND: 3, RIGHT: 2}}

    attempts.attempt(learner, etape, block, given)

    payload = LearnerEvent.objects.get().payload
    assert payload == given | {
        "points": 1, "maximum": 3, "passed": False, "question": scoring.digest(block),
    }  # fmt: skip


def test_the_digest_changes_with_the_question_and_with_nothing_else(etape):
    block = answers.activity(etape, WORDS)
    again = answers.activity(EtapePage.objects.get(pk=etape.pk), WORDS)
    before = scoring.digest(block)
    assert scoring.digest(again) == before

    again.value["forms"][1]["feedback"] = "C'est la paix et la justice."

    assert scoring.digest(again) != before


def test_attempts_are_counted_and_the_correction_comes_after_the_last(etape, learner):
    block = answers.activity(etape, MATCHING)  # two attempts
    wrong = {"pairs": dict.fromkeys((FIRST, SECOND, RIGHT), FIRST)}

    first, second, third = (
        attempts.attempt(learner, etape, block, wrong) for _ in range(3)
    )

    assert (first.left, first.tells_all, first.is_kept) == (1, False, True)
    assert (second.left, second.tells_all, second.is_kept) == (0, True, True)
    assert (third.is_refused, third.is_kept) == (True, False)
    assert LearnerEvent.objects.count() == 2


def test_a_refused_attempt_shows_the_last_answer_that_counted(etape, learner):
    block = answers.activity(etape, WORDS)  # one attempt
    attempts.attempt(learner, etape, block, {"text": "Seize"})

    late = attempts.attempt(learner, etape, block, {"text": "L'objectif dix-sept"})

    assert late.is_refused and not late.result.passed
    assert late.given["text"] == "Seize"


def test_once_passed_a_counted_question_cannot_be_lost(etape, learner):
    block = answers.activity(etape, SCALE)  # three attempts
    passed = attempts.attempt(learner, etape, block, {"number": 81})

    late = attempts.attempt(learner, etape, block, {"number": 1})

    assert passed.tells_all
    assert late.is_refused and late.result.passed
    assert LearnerEvent.objects.get().payload["number"] == 81


def test_without_a_limit_every_answer_is_kept_and_corrected(etape, learner):
    block = answers.activity(etape, ORDERING)

    tries = [attempts.attempt(learner, etape, block, {"places": {}}) for _ in range(4)]

    assert all(each.tells_all and each.is_kept for each in tries)
    assert LearnerEvent.objects.count() == 4


def test_attempts_follow_the_learner_to_the_other_language(etape, learner, english):
    block = answers.activity(etape, WORDS)
    attempts.attempt(learner, etape, block, {"text": "Seize"})
    translated = EtapePage(translation_key=etape.translation_key, locale=english)

    late = attempts.attempt(learner, translated, block, {"text": "dix-sept"})

    assert late.is_refused


def test_who_keeps_nothing_is_corrected_and_nothing_counts(answer):
    for _ in range(3):
        html = answer(WORDS, WRONG_ANSWERS[WORDS]).content.decode()

        assert "est la paix" in html
        assert "est pas compté" in html
    assert not Learner.objects.exists()


def test_while_attempts_are_left_the_right_answer_is_not_told(etape, mark, answer):
    mark(etape)

    first = answer(SCALE, WRONG_ANSWERS[SCALE]).content.decode()
    answer(SCALE, WRONG_ANSWERS[SCALE])
    last = answer(SCALE, WRONG_ANSWERS[SCALE]).content.decode()

    assert "Davantage" in first and "reste" in first
    assert "Mesuré en mai" not in first and "81 (77" not in first
    assert "Mesuré en mai" in last and "81" in last
    assert f'name="answer-{SCALE}"' in first  # to try again there and then
    assert f'name="answer-{SCALE}"' not in last


def test_when_attempts_are_used_up_it_says_so_and_corrects(etape, mark, answer):
    mark(etape)
    answer(WORDS, WRONG_ANSWERS[WORDS])

    response = answer(WORDS, RIGHT_ANSWERS[WORDS])

    html = response.content.decode()
    assert response.status_code == 200
    assert "plus d" in html and "Le dernier de tous" in html
    assert LearnerEvent.objects.filter(kind="answer").count() == 1


# --- A question that one failed ---------------------------------------------------


def test_the_last_attempt_missed_the_question_counts_as_done(etape, learner):
    block = answers.activity(etape, WORDS)  # one attempt

    last = attempts.attempt(learner, etape, block, {"text": "Seize"})

    met = progress.evidence(learner.events.all())
    assert last.is_by_effort and last.tells_all and not last.result.passed
    assert met[etape.translation_key, Requirement("question", WORDS)].payload[
        "attempts"
    ] == 1  # fmt: skip


def test_a_question_without_a_limit_is_never_done_by_wrong_answers(etape, learner):
    block = answers.activity(etape, ORDERING)

    for _ in range(30):
        tried = attempts.attempt(learner, etape, block, {"places": {}})

    assert not tried.is_by_effort
    assert not progress.evidence(learner.events.all())


def test_attempts_made_on_two_devices_are_counted_together(etape, learner):
    block = answers.activity(etape, MATCHING)  # two attempts
    other = Learner.objects.create()
    for each in (learner, other):
        attempts.attempt(each, etape, block, {"pairs": {}})
        assert not progress.evidence(each.events.all())

    kept = devices.merge(learner, other)

    assert progress.evidence(kept.events.all())
    assert attempts.attempt(kept, etape, block, {"pairs": {}}).is_refused


@pytest.mark.parametrize(("before", "after"), [(3, 1), (3, 2), (0, 1)])
def test_fewer_attempts_than_were_used_keep_nobody_from_completing(
    etape, learner, before, after
):
    block = answers.activity(etape, SCALE)
    block.value["attempts"] = before
    for _ in range(2):
        attempts.attempt(learner, etape, block, {"number": 1})
    block.value["attempts"] = after

    tried = attempts.attempt(learner, etape, block, {"number": 1})

    assert tried.is_kept and tried.tells_all
    assert progress.evidence(learner.events.all())


def test_more_attempts_give_none_to_who_was_told_the_right_answer(etape, learner):
    block = answers.activity(etape, WORDS)
    attempts.attempt(learner, etape, block, {"text": "Seize"})
    block.value["attempts"] = 3

    late = attempts.attempt(learner, etape, block, {"text": "L'objectif dix-sept"})

    assert late.is_refused and late.tells_all


def test_why_says_that_all_attempts_were_used(client, parcours, mark, english):
    etape = etape_with(parcours, [each for each in ACTIVITIES if each["id"] == WORDS])
    path = f"/fr/mon-parcours/etape/{etape.pk}/reponse/{WORDS}/"
    mark(etape)

    told = client.post(path, WRONG_ANSWERS[WORDS]).content.decode()
    desk = client.get("/fr/mon-parcours/")

    assert "le dernier essai" in told
    assert desk.context["desk"].begun[0].progress.percent == 100
    html = desk.content.decode()
    assert "tous les essais ont servi" in html
    assert "réussie" not in html.split("Pourquoi")[1].split("</ol>")[0]
