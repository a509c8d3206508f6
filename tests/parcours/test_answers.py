"""What a learner answers, read and corrected."""

import json

import pytest
from django.http import QueryDict

from parcours import answers
from parcours.answers import LONGEST_ANSWER
from parcours.models import EtapePage
from tests import factories

from .conftest import (
    ACTIVITIES,
    ASSESSMENT,
    FIRST,
    MATCHING,
    MEETING,
    ORDERING,
    QUIZ,
    SCALE,
    SECOND,
    SHEET,
    WORDS,
    WRONG,
    etape_with,
    item,
)


@pytest.fixture
def etape(parcours):
    """An étape with one activity of each sort."""
    return etape_with(parcours, ACTIVITIES)


@pytest.fixture
def read(etape):
    def read(block_id, data):
        return answers.read(answers.activity(etape, block_id), data)

    return read


# --- Exercise sheet ---------------------------------------------------------------


def sheet(first="", second=""):
    return QueryDict(mutable=True) | {
        f"prompt-{FIRST}": first,
        f"prompt-{SECOND}": second,
    }


def test_an_exercise_keeps_each_text_beside_its_question(etape, read):
    given, errors = read(SHEET, sheet("La mairie", " Les habitants \n"))

    block = answers.activity(etape, SHEET)

    assert errors == {}
    assert answers.lines(block, given) == [
        ("Qui agit déjà ?", "La mairie"),
        ("Qui manque ?", "Les habitants"),
    ]


def test_an_exercise_may_be_kept_half_done(read):
    given, errors = read(SHEET, sheet("La mairie"))

    assert given == {"texts": ["La mairie", ""]}
    assert errors == {}


def test_an_empty_exercise_is_not_kept(read):
    _given, errors = read(SHEET, sheet("  \n", "\x00"))

    assert errors == {
        f"prompt-{FIRST}": "Écrivez au moins une réponse avant de la garder."
    }


def test_ten_thousand_characters_are_kept(read):
    given, errors = read(SHEET, sheet("é" * LONGEST_ANSWER))

    assert errors == {}
    assert len(given["texts"][0]) == LONGEST_ANSWER


def test_one_more_is_refused_and_nothing_typed_is_lost(read):
    given, errors = read(SHEET, sheet("é" * (LONGEST_ANSWER + 1)))

    assert "10 000 caractères" in errors[f"prompt-{FIRST}"]
    assert len(given["texts"][0]) == LONGEST_ANSWER + 1


def test_what_no_database_can_keep_is_taken_out(read):
    given, _errors = read(SHEET, sheet("La \x00mairie"))

    assert given["texts"][0] == "La mairie"


# --- Self-assessment --------------------------------------------------------------


def marks(first, second):
    return QueryDict(mutable=True) | {
        f"statement-{FIRST}": first,
        f"statement-{SECOND}": second,
    }


def test_a_self_assessment_keeps_its_marks(etape, read):
    given, errors = read(ASSESSMENT, marks("1", "5"))

    assert (given, errors) == ({"marks": [1, 5]}, {})
    assert answers.lines(answers.activity(etape, ASSESSMENT), given) == [
        ("Nous nous connaissons.", "1 / 5"),
        ("Nous agissons.", "5 / 5"),
    ]


@pytest.mark.parametrize("mark", ["", "0", "6", "12", "-1", "1.5", "٣", "trois", " 3", "\x00"])  # fmt: skip
def test_a_mark_is_from_one_to_five(read, mark):
    given, errors = read(ASSESSMENT, marks("4", mark))

    assert given == {"marks": [4, None]}
    assert "de 1 à 5" in errors[f"statement-{SECOND}"]


# --- Meeting ----------------------------------------------------------------------


def test_the_notes_of_a_meeting_are_kept_with_whom_and_what_to_ask(etape, read):
    data = QueryDict(mutable=True) | {f"notes-{MEETING}": "Mardi, 14 h"}

    given, errors = read(MEETING, data)

    assert errors == {}
    assert answers.lines(answers.activity(etape, MEETING), given) == [
        ("Avec qui", "L'agent qui suit la vie associative"),
        ("Questions à apporter", "Qui agit déjà ?\nQui manque ?"),
        ("Mes notes", "Mardi, 14 h"),
    ]


@pytest.mark.parametrize(
    ("notes", "problem"), [(" \n", "Écrivez"), ("a" * (LONGEST_ANSWER + 1), "10 000")]
)
def test_notes_that_cannot_be_kept_come_back_with_the_reason(read, notes, problem):
    data = QueryDict(mutable=True) | {f"notes-{MEETING}": notes}

    given, errors = read(MEETING, data)

    assert problem in errors[f"notes-{MEETING}"]
    assert given == {"notes": notes.strip()}


# --- Finding ----------------------------------------------------------------------


@pytest.mark.parametrize("block_id", ["", "inconnu", FIRST])
def test_only_an_activity_of_the_etape_can_be_answered(etape, block_id):
    assert answers.activity(etape, block_id) is None


def test_a_text_is_not_an_activity(parcours):
    etape = factories.EtapePageFactory(parent=parcours)

    assert answers.activity(etape, etape.body[0].id) is None


def test_an_answer_stays_beside_its_own_question_whatever_an_editor_does(etape):
    block = answers.activity(etape, SHEET)
    kept = answers.with_words(block, {"texts": ["La mairie", "Les habitants"]})
    first, second = block.value["prompts"].bound_blocks
    new = {"type": "item", "id": ASSESSMENT, "value": {"question": "Neuve ?"}}
    raw = etape.body.raw_data
    place = next(n for n, each in enumerate(raw) if each["id"] == SHEET)

    raw[place]["value"]["prompts"] = [new, item(second.id, {"question": "Qui manque encore ?"})]  # fmt: skip
    changed = answers.activity(EtapePage(body=json.dumps(list(raw))), SHEET)

    assert answers.lines(changed, kept) == [
        ("Neuve ?", ""),
        ("Qui manque encore ?", "Les habitants"),
        ("Qui agit déjà ?", "La mairie"),
    ]
    assert answers.as_of_today(changed, kept)["texts"] == ["", "Les habitants"]
    assert first.id in answers.answered(kept)


def test_what_was_typed_while_an_editor_took_its_question_out_is_kept(etape, read):
    """A form stays open, or waits without a network, for days."""
    taken_out = "9d3f6f0e-3c1b-4a53-9d3e-0d8a2f7b1c55"
    sent = sheet("La mairie") | {
        f"prompt-{taken_out}": "Les écoles",
        "prompt-<b>": "a hostile one",
        f"prompt-{SECOND[:-1]}\n": "another",
    }
    block = answers.activity(etape, SHEET)

    given, errors = read(SHEET, sent)

    kept = answers.with_words(block, given)
    assert errors == {}
    assert answers.as_of_today(block, kept)["texts"] == ["La mairie", ""]
    assert ("Question retirée depuis", "Les écoles") in answers.lines(block, kept)
    assert not {"a hostile one", "another"} & {
        text for _q, text in answers.lines(block, kept)
    }


def test_marks_stay_beside_their_own_statements(etape):
    block = answers.activity(etape, ASSESSMENT)
    kept = answers.with_words(block, {"marks": [1, 5]})
    kept["asked"].reverse()
    kept["marks"].reverse()

    assert answers.as_of_today(block, kept)["marks"] == [1, 5]
    assert [line[1] for line in answers.lines(block, kept)] == ["1 / 5", "5 / 5"]


def test_an_answer_outlives_its_sheet(etape):
    sheet = answers.activity(etape, SHEET)
    kept = answers.with_words(sheet, {"texts": ["La mairie", ""]})

    assert answers.lines(None, kept) == [("Qui agit déjà ?", "La mairie")]
    assert answers.lines(None, {"notes": "Mardi"}) == [("Mes notes", "Mardi")]


def test_an_answer_kept_before_its_questions_were_is_shown_by_places(etape):
    block = answers.activity(etape, SHEET)

    assert answers.lines(block, {"texts": ["un", "deux", "trois"]}) == [
        ("Qui agit déjà ?", "un"),
        ("Qui manque ?", "deux"),
        ("Question retirée depuis", "trois"),
    ]
    assert answers.lines(block, {}) == []


def test_each_answer_is_told_in_words(etape):
    def told(key, given):
        return answers.in_words(answers.activity(etape, key), given)

    assert told(QUIZ, {"chosen": [WRONG]}) == [("Qu'est-ce qu'une alliance ?", "Un achat")]  # fmt: skip
    assert told(MATCHING, {"pairs": {FIRST: SECOND}})[0] == ("Une commune", "Des emplois")  # fmt: skip
    assert told(ORDERING, {"places": {FIRST: 2}})[0] == ("Se rencontrer", "2")
    assert told(WORDS, {"text": "ODD 17"})[0][1] == "ODD 17"
    assert told(SCALE, {"number": 40})[0][1] == "40"
    assert told(ASSESSMENT, {"marks": [1, 5]})[1] == ("Nous agissons.", "5 / 5")
