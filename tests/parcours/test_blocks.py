"""An activity that nobody could do right is stopped before it is published."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from parcours.blocks import EtapeBlock, ExerciseBlock, QuizBlock, SelfAssessmentBlock


def quiz(*rights):
    block = QuizBlock()
    return block, block.to_python(
        {
            "question": "Qu'est-ce qu'une alliance ?",
            "choices": [
                {"text": f"Réponse {n}", "is_right": is_right, "feedback": "…"}
                for n, is_right in enumerate(rights)
            ],
            "explanation": "<p>Parce que.</p>",
        }
    )


def test_a_quiz_with_a_right_answer_is_accepted():
    block, value = quiz(False, True)

    assert block.clean(value)["question"] == "Qu'est-ce qu'une alliance ?"


def test_a_quiz_without_a_right_answer_is_refused():
    block, value = quiz(False, False)

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)

    [message] = refused.value.block_errors["choices"].messages
    assert message == "Cochez « juste » pour au moins une réponse."


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_quiz_has_two_to_eight_answers(count):
    block, value = quiz(*[True] * count)

    with pytest.raises(ValidationError):
        block.clean(value)


@pytest.mark.parametrize(
    ("rights", "several"), [((True, False), False), ((True, True, False), True)]
)
def test_a_quiz_says_whether_several_answers_are_right(rights, several):
    _block, value = quiz(*rights)

    assert value.has_several_answers is several


@pytest.mark.parametrize(
    ("block", "name"), [(ExerciseBlock(), "prompts"), (SelfAssessmentBlock(), "statements")]
)  # fmt: skip
def test_an_activity_without_anything_to_do_is_refused(block, name):
    value = block.to_python({"title": "Vide", "instructions": "<p>Rien.</p>", name: []})

    with pytest.raises(ValidationError):
        block.clean(value)


def test_each_activity_is_a_block_of_the_body():
    assert set(EtapeBlock.ACTIVITIES) <= set(EtapeBlock().child_blocks)
