"""An activity that nobody could do right is stopped before it is published."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.blocks import StructBlockValidationError

from core.models import SiteDocument
from core.timecodes import milliseconds
from core.video_hosts import at_time
from parcours.blocks import (
    AudioBlock,
    EtapeBlock,
    ExerciseBlock,
    ExtractBlock,
    MatchingBlock,
    MeetingBlock,
    OrderingBlock,
    QuizBlock,
    ScaleBlock,
    SelfAssessmentBlock,
    ShortAnswerBlock,
)
from tests import factories


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


# --- Questions --------------------------------------------------------------------

ABOUT = {"question": "Laquelle ?", "explanation": "<p>Parce que.</p>"}
SCALE = {"minimum": 0, "maximum": 10, "step": 1, "low": "Peu", "high": "Tous", "target": 5, "tolerance": 1}  # fmt: skip


def pairs(*texts):
    return {"pairs": [{"left": left, "right": right, "feedback": ""} for left, right in texts]}  # fmt: skip


def elements(*texts):
    return {"elements": [{"text": text, "feedback": ""} for text in texts]}


def forms(*texts):
    return {"forms": [{"text": text, "is_right": is_right, "feedback": ""} for text, is_right in texts]}  # fmt: skip


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (MatchingBlock(), pairs(("Une", "A"), ("Deux", "B"), ("Trois", "A"))),
        (OrderingBlock(), elements("Un", "Deux")),
        (ShortAnswerBlock(), forms(("ODD 17", True), ("ODD 16", False))),
        (ScaleBlock(), SCALE),
        (ScaleBlock(), SCALE | {"minimum": -10, "step": 5, "target": 4, "tolerance": 1}),
    ],
)  # fmt: skip
def test_a_question_that_can_be_answered_is_accepted(block, value):
    assert block.clean(block.to_python(ABOUT | value))["question"] == "Laquelle ?"


@pytest.mark.parametrize(
    ("block", "value", "field", "why"),
    [
        (MatchingBlock(), pairs(("Une", "A"), ("une ", "B")), "pairs", "les mêmes"),
        (MatchingBlock(), pairs(("Une", "A"), ("Deux", "a")), "pairs", "différentes"),
        (OrderingBlock(), elements("Agir", "agir."), "elements", "les mêmes"),
        (ShortAnswerBlock(), forms(("…!", True)), "forms", "ni lettre ni chiffre"),
        (ShortAnswerBlock(), forms(("Été", True), ("ete", False)), "forms", "même façon"),
        (ShortAnswerBlock(), forms(("ODD 16", False)), "forms", "juste"),
        (ScaleBlock(), SCALE | {"maximum": 0}, "maximum", "avant"),
        (ScaleBlock(), SCALE | {"step": 3}, "step", "en comptant"),
        (ScaleBlock(), SCALE | {"target": 11}, "target", "hors de"),
        (ScaleBlock(), SCALE | {"tolerance": 10}, "tolerance", "toute réponse"),
        (ScaleBlock(), SCALE | {"step": 5, "target": 3, "tolerance": 1}, "tolerance", "Aucune position"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused_with_the_reason(
    block, value, field, why
):
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(ABOUT | value))

    assert why in refused.value.block_errors[field].messages[0]


@pytest.mark.parametrize("name", ["pass_mark", "attempts"])
@pytest.mark.parametrize("number", [-1, 101])
def test_a_pass_mark_and_attempts_have_bounds(name, number):
    block, value = quiz(True, False)
    value[name] = number

    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_quiz_written_before_pass_marks_asks_for_everything_as_often_as_one_likes():
    _block, value = quiz(True, False)

    assert (value.needed, value["attempts"]) == (100, 0)


# --- Audio and extracts -----------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "expected"), [("0:05", 5), ("12:05", 725), ("1:02:30", 3750)]
)
def test_a_time_is_read_in_seconds(time, expected):
    assert milliseconds(time) == expected * 1000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://youtu.be/abc?t=3", "https://youtu.be/abc?t=725s"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=725s"),
        ("https://vimeo.com/12", "https://vimeo.com/12#t=725s"),
        ("https://example.org/son.mp3", "https://example.org/son.mp3#t=725,930"),
    ],
)  # fmt: skip
def test_a_recording_opens_at_the_right_second(address, expected):
    assert at_time(address, 725, 930) == expected


@pytest.fixture
def jeudi(home):
    season = factories.SeasonPageFactory(
        parent=factories.JeudiIndexPageFactory(parent=home)
    )
    media = {"title": "Le replay", "url": "https://vimeo.com/12", "kind": "video"}
    return factories.JeudiPageFactory(
        parent=season, title="Catalyser", media=[{"type": "link", "value": media}]
    )


def extract(jeudi, start="12:05", end="15:30"):
    block = ExtractBlock()
    raw = {"jeudi": jeudi.pk, "start": start, "end": end, "text": "Trois minutes."}
    return block, block.to_python(raw)


def test_an_extract_leads_to_its_jeudi_and_to_the_right_second(jeudi):
    block, value = extract(jeudi)

    html = block.render(block.clean(value))

    assert f'<a href="{jeudi.href}">Catalyser</a>' in html
    assert 'href="https://vimeo.com/12#t=725s"' in html
    assert "<iframe" not in html


def test_an_extract_shows_the_title_in_the_readers_language(jeudi, english):
    for page in [*jeudi.get_ancestors()[1:], jeudi]:
        jeudi_in_english = factories.translated(page.specific, english, title="Sparks")
    block, value = extract(jeudi)

    with translation.override("en"):
        html = block.render(value)

    assert f'<a href="{jeudi_in_english.href}">Sparks</a>' in html


@pytest.mark.parametrize(
    ("start", "end"), [("15:30", "12:05"), ("12:05", "12:05"), ("1:00:00", "59:59")]
)
def test_an_extract_that_ends_before_it_begins_is_refused(jeudi, start, end):
    block, value = extract(jeudi, start, end)

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)

    assert "avant" in refused.value.block_errors["end"].messages[0]


@pytest.mark.parametrize("time", ["12", "12:60", "douze", "1:2:3:4", "-1:00"])
def test_a_time_that_cannot_be_read_is_refused(jeudi, time):
    block, value = extract(jeudi, start=time)

    with pytest.raises(ValidationError):
        block.clean(value)


def test_an_extract_leaves_with_its_jeudi(jeudi):
    jeudi.unpublish()
    block, value = extract(jeudi)

    assert "Catalyser" not in block.render(value)


def test_all_the_extracts_of_an_etape_are_two_statements(
    jeudi, django_assert_num_queries
):
    raw = {"jeudi": jeudi.pk, "start": "0:01", "end": "0:09", "text": "…"}
    other = factories.JeudiPageFactory(parent=jeudi.get_parent())
    extracts = [
        {"type": "extract", "id": str(n), "value": raw | {"jeudi": page.pk}}
        for n, page in enumerate([jeudi, other, jeudi])
    ]
    assert jeudi.href  # root paths, once for all

    with django_assert_num_queries(2):
        html = EtapeBlock().render(EtapeBlock().to_python(extracts))

    assert html.count("Catalyser") == 2


def audio(**fields):
    block = AudioBlock()
    return block, block.to_python({"title": "Le récit", "text": "Un récit."} | fields)


@pytest.fixture
def sound(db):
    return SiteDocument.objects.create(
        title="Récit", file=ContentFile(b"ID3", "recit.mp3")
    )


def test_a_sound_of_ours_is_played_here_and_loaded_at_the_first_click(sound):
    block, value = audio(document=sound.pk, transcript="<p>Tout le texte.</p>")

    html = block.render(block.clean(value))

    assert f'<audio controls preload="none" src="{sound.url}"' in html
    assert "Tout le texte." in html


def test_a_sound_of_another_site_is_a_link():
    block, value = audio(url="https://podcast.example/1")

    html = block.render(block.clean(value))

    assert 'href="https://podcast.example/1"' in html
    assert "<audio" not in html
    assert "<details" not in html


def test_a_sound_comes_from_one_place(sound):
    for fields in ({}, {"document": sound.pk, "url": "https://podcast.example/1"}):
        block, value = audio(**fields)

        with pytest.raises(StructBlockValidationError):
            block.clean(value)


def test_a_meeting_without_a_question_to_bring_is_refused():
    block = MeetingBlock()
    value = block.to_python({"title": "La mairie", "people": "L'élue", "aims": ["Savoir"], "questions": []})  # fmt: skip

    with pytest.raises(ValidationError):
        block.clean(value)


def test_each_activity_is_a_block_of_the_body():
    assert set(EtapeBlock.ACTIVITIES) <= set(EtapeBlock().child_blocks)
