"""The questions that have a right answer: read, scored, counted, and never told too soon."""

import json
import re

import pytest
from django.http import QueryDict
from hypothesis import assume, given
from hypothesis import strategies as st
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from parcours import answers, scoring
from parcours.blocks import EtapeBlock
from parcours.blocks.questions import name_of, plain, shuffled
from parcours.models import LearnerEvent

from .conftest import (
    ACTIVITIES,
    FIRST,
    MATCHING,
    ORDERING,
    QUIZ,
    RIGHT,
    SCALE,
    SECOND,
    WORDS,
    WRONG,
    etape_with,
)

QUESTIONS = [block for block in ACTIVITIES if block["type"] in EtapeBlock.QUESTIONS]
IDS = [block["id"] for block in QUESTIONS]


@pytest.fixture
def etape(parcours):
    """An étape with one activity of each sort."""
    return etape_with(parcours, ACTIVITIES)


RIGHT_ANSWERS = {
    QUIZ: {"choice": RIGHT},
    MATCHING: {
        f"pair-{FIRST}": name_of("Un lieu"),
        f"pair-{SECOND}": name_of("Des emplois"),
        f"pair-{RIGHT}": name_of("Un appui"),
    },
    ORDERING: {
        f"place-{name_of('Se rencontrer')}": "1",
        f"place-{name_of('Agir')}": "2",
        f"place-{name_of('Évaluer')}": "3",
    },
    WORDS: {f"answer-{WORDS}": "l’OBJECTIF  Dix-Sept."},
    SCALE: {f"answer-{SCALE}": "85"},
}
WRONG_ANSWERS = {
    QUIZ: {"choice": WRONG},
    MATCHING: dict.fromkeys(RIGHT_ANSWERS[MATCHING], name_of("Un lieu")),
    ORDERING: {
        f"place-{name_of('Se rencontrer')}": "3",
        f"place-{name_of('Agir')}": "1",
        f"place-{name_of('Évaluer')}": "2",
    },
    WORDS: {f"answer-{WORDS}": "Seize"},
    SCALE: {f"answer-{SCALE}": "60"},
}


def question(kind: str, **value):
    """A question as an étape holds it, without a database."""
    stream = EtapeBlock().to_python([{"type": kind, "id": "bloc", "value": value}])
    return stream[0]


def form(data) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in data.items():
        sent.setlist(name, values if isinstance(values, list) else [values])
    return sent


def of_the_fixture(block_id):
    raw = next(block for block in QUESTIONS if block["id"] == block_id)
    return EtapeBlock().to_python([raw])[0]


# --- Invariants -------------------------------------------------------------------

words = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", categories=("L", "N")),
    min_size=1,
    max_size=12,
)
several_words = st.lists(words, min_size=2, max_size=8, unique_by=plain)


@st.composite
def quizzes(draw):
    rights = draw(st.lists(st.booleans(), min_size=2, max_size=8).filter(any))
    choices = [
        {"type": "item", "id": f"c{n}", "value": {"text": str(n), "is_right": right, "feedback": "…"}}
        for n, right in enumerate(rights)
    ]  # fmt: skip
    right = [f"c{n}" for n, is_right in enumerate(rights) if is_right]
    given = draw(st.lists(st.sampled_from([c["id"] for c in choices]), unique=True))
    block = question("quiz", choices=choices, pass_mark=draw(st.integers(1, 100)))
    return block, {"choice": right}, {"chosen": given}


@st.composite
def matchings(draw):
    lefts = draw(several_words)
    rights = draw(st.lists(words, min_size=len(lefts), max_size=len(lefts)))
    pairs = [
        {"type": "item", "id": f"p{n}", "value": {"left": left, "right": right, "feedback": ""}}
        for n, (left, right) in enumerate(zip(lefts, rights, strict=True))
    ]  # fmt: skip
    ids = [pair["id"] for pair in pairs]
    given = draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(ids)))
    sent = {
        f"pair-{key}": name_of(right) for key, right in zip(ids, rights, strict=True)
    }
    block = question("matching", pairs=pairs, pass_mark=draw(st.integers(1, 100)))
    return block, sent, {"pairs": given}


@st.composite
def orderings(draw):
    texts = draw(several_words)
    elements = [
        {"type": "item", "id": f"e{n}", "value": {"text": text, "feedback": ""}}
        for n, text in enumerate(texts)
    ]
    ids = [element["id"] for element in elements]
    mixed = draw(st.permutations(range(1, len(ids) + 1)))
    sent = {
        f"place-{name_of(text)}": str(place)
        for place, text in enumerate(texts, start=1)
    }
    block = question("ordering", elements=elements, pass_mark=draw(st.integers(1, 100)))
    return block, sent, {"places": dict(zip(ids, mixed, strict=True))}


@st.composite
def short_answers(draw):
    texts = draw(several_words)
    assume(all(map(plain, texts)))
    forms = [
        {"type": "item", "id": f"f{n}", "value": {"text": text, "is_right": n == 0, "feedback": ""}}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    block = question("short_answer", forms=forms)
    return block, {"answer-bloc": texts[0]}, {"text": draw(words)}


@st.composite
def scales(draw):
    low, steps, step = draw(
        st.tuples(st.integers(-50, 50), st.integers(1, 60), st.integers(1, 10))
    )
    target = low + step * draw(st.integers(0, steps))
    block = question(
        "scale", minimum=low, maximum=low + steps * step, step=step, target=target,
        tolerance=draw(st.integers(0, 10)),
    )  # fmt: skip
    given = draw(st.integers(low, low + steps * step))
    return block, {"answer-bloc": str(target)}, {"number": given}


any_question = st.one_of(quizzes(), matchings(), orderings(), short_answers(), scales())


@given(any_question)
def test_the_right_answer_of_any_question_is_always_accepted_and_whole(drawn):
    block, sent, _given = drawn

    read, errors = answers.read(block, form(sent))
    result = scoring.score(block, read)

    assert errors == {}
    assert result.points == result.maximum > 0
    assert result.passed and result.is_right


@given(any_question)
def test_a_score_stays_between_nothing_and_everything_and_never_changes(drawn):
    block, _sent, anything = drawn

    result = scoring.score(block, anything)

    assert 0 <= result.points <= result.maximum
    assert result == scoring.score(block, anything)
    assert result == scoring.score(block, json.loads(json.dumps(anything)))
    assert not result.is_right or result.passed


@given(quizzes())
def test_only_the_exact_choices_are_the_whole_of_the_points(drawn):
    block, right, anything = drawn

    result = scoring.score(block, anything)

    assert result.is_right == (set(anything["chosen"]) == set(right["choice"]))


@given(orderings())
def test_only_the_right_order_is_the_whole_of_the_points(drawn):
    block, _right, anything = drawn

    result = scoring.score(block, anything)

    assert result.is_right == (list(anything["places"].values()) == sorted(anything["places"].values()))  # fmt: skip


@given(any_question)
def test_an_answer_to_a_question_rewritten_since_is_still_scored(drawn):
    block, _sent, _anything = drawn
    old = {"chosen": ["x"], "pairs": {"x": "y"}, "places": {"x": 9}}

    assert scoring.score(block, old).points == 0
    assert scoring.score(block, {}).points == 0


@given(several_words)
def test_shuffled_is_every_text_once_always_the_same_and_never_as_it_came(texts):
    assert sorted(shuffled(texts)) == sorted(texts)
    assert shuffled(texts) == shuffled(texts)
    assert shuffled(texts) != texts


@given(st.text())
def test_a_text_is_made_plain_once_for_all(text):
    assert plain(plain(text)) == plain(text)
    assert plain(f"  {text}  ") == plain(text)


@pytest.mark.parametrize(
    "written",
    ["l'objectif dix-sept", "L’OBJECTIF DIX-SEPT", " l'objectif   dix‑sept . ", "l'óbjectif\u00a0dix–sept", "L`objectif dix\u00ad-sept"],
)  # fmt: skip
def test_case_accents_spaces_and_apostrophes_do_not_count(written):
    assert plain(written) == plain("L'objectif dix-sept")


def test_other_words_do_count():
    assert plain("L'objectif dix-huit") != plain("L'objectif dix-sept")
    assert plain("cœur") == plain("coeur")


# --- Scores -----------------------------------------------------------------------


@pytest.mark.parametrize("block_id", IDS)
def test_a_right_answer_is_whole_and_a_wrong_one_is_not_passed(block_id):
    block = of_the_fixture(block_id)
    right, wrong = (
        scoring.score(block, answers.read(block, form(sent[block_id]))[0])
        for sent in (RIGHT_ANSWERS, WRONG_ANSWERS)
    )

    assert (right.is_right, right.passed) == (True, True)
    assert (wrong.is_right, wrong.passed) == (False, False)


def test_the_pass_mark_of_the_editor_decides():
    block = of_the_fixture(MATCHING)  # 60 % of three pairs: two are enough
    pairs = {FIRST: FIRST, SECOND: SECOND, RIGHT: FIRST}

    result = scoring.score(block, {"pairs": pairs})

    assert (result.points, result.maximum) == (2, 3)
    assert (result.passed, result.is_right) == (True, False)


def test_two_lines_may_go_with_the_same_answer():
    pairs = [
        {"type": "item", "id": key, "value": {"left": key, "right": right, "feedback": ""}}
        for key, right in [("a", "Échange"), ("b", "Alliance"), ("c", "Échange")]
    ]  # fmt: skip
    block = question("matching", pairs=pairs)
    echange, alliance = name_of("Échange"), name_of("Alliance")

    read, errors = answers.read(
        block, form({"pair-a": echange, "pair-b": alliance, "pair-c": echange})
    )

    assert errors == {}
    assert len(block.value.options) == 2
    assert scoring.score(block, read).is_right


@pytest.mark.parametrize(
    ("text", "feedback"),
    [("dix-sept", "Relisez l'introduction."), ("SEIZE", "C'est la paix."), ("l'objectif dix-sept", "Exactement.")],
)  # fmt: skip
def test_a_short_answer_that_is_recognised_has_its_own_feedback(text, feedback):
    [line] = scoring.score(of_the_fixture(WORDS), {"text": text}).lines

    assert line.feedback == feedback


@pytest.mark.parametrize(
    ("number", "points", "feedback"),
    [(76, 0, "Davantage."), (77, 1, "Bien estimé."), (85, 1, "Bien estimé."), (86, 0, "Moins que cela.")],
)  # fmt: skip
def test_a_position_is_right_to_the_tolerance_and_no_further(number, points, feedback):
    result = scoring.score(of_the_fixture(SCALE), {"number": number})

    assert (result.points, result.lines[0].feedback) == (points, feedback)


# --- Forged and unfinished forms --------------------------------------------------


@pytest.mark.parametrize(
    ("block_id", "sent", "field"),
    [
        (QUIZ, {}, f"choice-{QUIZ}"),
        (QUIZ, {"choice": ""}, f"choice-{QUIZ}"),
        (QUIZ, {"choice": ["forgé", RIGHT]}, f"choice-{QUIZ}"),
        (QUIZ, {"choice": [RIGHT, WRONG]}, f"choice-{QUIZ}"),
        (QUIZ, {"choice": "x" * 1_000_000}, f"choice-{QUIZ}"),
        (MATCHING, {}, f"pair-{FIRST}"),
        (MATCHING, RIGHT_ANSWERS[MATCHING] | {f"pair-{SECOND}": SECOND}, f"pair-{SECOND}"),
        (MATCHING, RIGHT_ANSWERS[MATCHING] | {f"pair-{SECOND}": "\x00"}, f"pair-{SECOND}"),
        (ORDERING, {}, f"place-{name_of('Agir')}"),
        (ORDERING, RIGHT_ANSWERS[ORDERING] | {f"place-{name_of('Agir')}": "4"}, f"place-{name_of('Agir')}"),
        (ORDERING, RIGHT_ANSWERS[ORDERING] | {f"place-{name_of('Agir')}": "0"}, f"place-{name_of('Agir')}"),
        (ORDERING, RIGHT_ANSWERS[ORDERING] | {f"place-{name_of('Agir')}": "٢"}, f"place-{name_of('Agir')}"),
        (WORDS, {}, f"answer-{WORDS}"),
        (WORDS, {f"answer-{WORDS}": " \x00 "}, f"answer-{WORDS}"),
        (WORDS, {f"answer-{WORDS}": "a" * 1_000_000}, f"answer-{WORDS}"),
        (SCALE, {}, f"answer-{SCALE}"),
        (SCALE, {f"answer-{SCALE}": "101"}, f"answer-{SCALE}"),
        (SCALE, {f"answer-{SCALE}": "8.5"}, f"answer-{SCALE}"),
        (SCALE, {f"answer-{SCALE}": "9" * 10_000}, f"answer-{SCALE}"),
        (SCALE, {f"answer-{SCALE}": "٨١"}, f"answer-{SCALE}"),
    ],
)  # fmt: skip
def test_a_forged_or_unfinished_answer_says_which_field_is_wrong(block_id, sent, field):
    _given, errors = answers.read(of_the_fixture(block_id), form(sent))

    assert field in errors
    assert all(errors.values())


def test_a_place_given_twice_is_refused_and_both_stay_as_they_were_chosen():
    sent = RIGHT_ANSWERS[ORDERING] | {f"place-{name_of('Agir')}": "1"}

    read, errors = answers.read(of_the_fixture(ORDERING), form(sent))

    assert "deux fois" in " ".join(errors.values())
    assert read["places"] == {FIRST: 1, SECOND: 1, RIGHT: 3}


@pytest.mark.parametrize("block_id", IDS)
def test_a_refused_answer_keeps_nothing_and_corrects_nothing(
    block_id, client, etape, mark, answer
):
    mark(etape)

    response = answer(block_id, {"rien": "1"})

    assert response.status_code == 422
    assert not LearnerEvent.objects.filter(kind="answer").exists()
    assert "correction-verdict" not in response.content.decode()


def test_what_was_chosen_is_still_chosen_when_something_is_missing(answer):
    sent = {f"pair-{FIRST}": name_of("Un lieu")}

    html = answer(MATCHING, sent).content.decode()

    assert f'value="{name_of("Un lieu")}" selected' in html
    assert f'href="#pair-{SECOND}"' in html
    assert f'aria-describedby="pair-{SECOND}-error"' in html
    assert f'id="pair-{SECOND}-error"' in html
    assert f'id="pair-{FIRST}-error"' not in html


# --- Nothing is told too soon -----------------------------------------------------

SECRETS = [
    "Bien vu.", "Relisez.", "Elle a les murs.", "Elle recrute.", "D'abord.", "L'objectif dix-sept",
    "Seize", "C'est la paix.", "Exactement.", "Relisez l'introduction.", "Bien estimé.", "Davantage.",
    "Chacun contribue.", "Aucun n'a tout.", "On se connaît avant", "Le dernier de tous.", "Mesuré en mai",
]  # fmt: skip


def own_words(html: str) -> str:
    """The étape's own text, typeset as the site typesets it, without its frame."""
    main = html[html.index('<div class="sub etape-body">') : html.index('class="sub band mark')]  # fmt: skip
    return main.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def test_the_page_tells_no_right_answer(client, etape):
    html = own_words(client.get(etape.href).content.decode())

    assert "Qui apporte quoi" in html
    assert [secret for secret in SECRETS if secret in html] == []


def test_the_page_tells_nothing_of_the_right_position(client, etape):
    html = own_words(client.get(etape.href).content.decode())
    scale = html[html.index("Combien sur cent") : html.index("Rencontrer la mairie")]

    assert 'max="100"' in scale
    assert re.findall(r"\b(81|77|85|4)\b", scale) == []


def test_the_page_shows_options_and_elements_out_of_order(client, etape):
    html = own_words(client.get(etape.href).content.decode())

    options = sorted(["Un lieu", "Des emplois", "Un appui"], key=html.index)
    elements = sorted(["Se rencontrer", "Agir", "Évaluer"], key=html.index)
    assert options != ["Un lieu", "Des emplois", "Un appui"]
    assert elements != ["Se rencontrer", "Agir", "Évaluer"]


def test_the_page_holds_no_id_that_tells_where_an_element_goes(client, etape):
    html = own_words(client.get(etape.href).content.decode())
    ordering = html[html.index("data-order") : html.index("data-order-said")]

    assert [key for key in (FIRST, SECOND, RIGHT) if key in ordering] == []


def test_the_api_tells_no_right_answer(client, etape):
    body = client.get(f"/api/v2/pages/{etape.pk}/").json()["body"]

    found = {block["type"]: block["value"] for block in body}
    told = json.dumps([found[kind] for kind in EtapeBlock.QUESTIONS], ensure_ascii=False)  # fmt: skip
    assert [secret for secret in SECRETS if secret in told] == []
    assert "is_right" not in told and "target" not in told
    assert found["ordering"]["to_order"] != ["Se rencontrer", "Agir", "Évaluer"]
    assert found["matching"]["options"] != ["Un lieu", "Des emplois", "Un appui"]


def test_the_search_index_holds_no_right_answer(etape):
    for block in etape.body:
        if block.block_type in EtapeBlock.QUESTIONS:
            content = " ".join(block.block.get_searchable_content(block.value))

            assert block.value["question"] in content
            assert [secret for secret in SECRETS if secret in content] == []


def test_everything_one_reads_of_a_question_can_be_translated(etape):
    told = {
        segment.string.data
        for segment in extract_segments(etape)
        if isinstance(segment, StringSegmentValue)
    }

    assert {s for s in SECRETS if not any(s in text for text in told)} == set()
    assert {"Une commune", "Un appui", "Agir", "Personne", "Tous"} <= told
    assert {"Rencontrer la mairie", "Qui manque ?", "Savoir ce qui existe."} <= told


# --- On the page ------------------------------------------------------------------


@pytest.mark.parametrize("block_id", IDS)
def test_each_question_is_corrected_on_a_page_and_in_a_fragment(block_id, answer):
    page = answer(block_id, RIGHT_ANSWERS[block_id])
    fragment = answer(block_id, WRONG_ANSWERS[block_id], **{"X-Fragment": "1"})

    assert (page.status_code, fragment.status_code) == (200, 200)
    assert "est juste." in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "est juste." not in fragment.content.decode()


def test_the_answer_to_one_question_is_no_answer_to_another(answer):
    response = answer(MATCHING, RIGHT_ANSWERS[ORDERING])

    assert response.status_code == 422


def test_an_answer_is_not_in_the_notebook_that_shows_what_was_written(
    client, etape, mark, answer
):
    mark(etape)
    answer(ORDERING, RIGHT_ANSWERS[ORDERING])

    assert client.get("/fr/mon-parcours/").context["notebook"] == []
