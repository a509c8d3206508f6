"""An answer is worth the same on the site and in a package: thousands of both, compared."""

import random
import sys
import unicodedata

import pytest
from django.http import QueryDict

from parcours import answers, interactions, scoring
from parcours.blocks import EtapeBlock
from parcours.blocks.questions import plain
from parcours.takeaway.course import activity
from parcours.takeaway.words import words

from .runtime import run

ASSIGNED = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    and code != 0x1171E  # a vowel sign of Ahom that Unicode 17 calls otherwise than 15
]
WORDS = ["L'ODD 17", "l’odd 17", "Œuvre", "oeuvre", "ÉTÉ", "ete", "Straße", "STRASSE", "ΣΊΣΥΦΟΣ", "σισυφος", "ᾳ", "ﬁn", "à‑peu‑près", "17 %", "1 000", "don.", "« don »"]  # fmt: skip


class Etape:
    translation_key, language = "e", "fr"


def test_a_text_is_read_alike_character_by_character():
    cases = ["".join(ASSIGNED[at : at + 50]) for at in range(0, len(ASSIGNED), 50)]
    cases += [f"a{letter}b {letter}" for letter in ASSIGNED if ord(letter) < 0x3100]

    found = run("plain", cases)

    wrong = [c for c, text in zip(cases, found, strict=True) if text != plain(c)]
    assert wrong == []


def draw_question(draw: random.Random) -> dict:
    """A question as an editor might write it, right or wrong answers in any number."""
    kind = draw.choice(EtapeBlock.QUESTIONS)
    texts = [f"{word} {n}" for n, word in enumerate(draw.sample(WORDS, 8))]
    count = draw.randint(2, 8)

    def items(values):
        return [
            {"type": "item", "id": f"{kind}-{n}-{draw.randint(0, 9)}", "value": value}
            for n, value in enumerate(values)
        ]

    value = {"question": "Laquelle ?", "explanation": "<p>Voilà.</p>", "attempts": 0}
    if kind in ("quiz", "matching", "ordering"):
        value["pass_mark"] = draw.choice([1, 33, 34, 50, 66, 67, 75, 100])
    if kind == "quiz":
        right = [draw.random() < 0.5 for _ in range(count)]
        right[draw.randrange(count)] = True
        value["choices"] = items(
            {"text": text, "is_right": is_right, "feedback": f"Retour {text}"}
            for text, is_right in zip(texts, right, strict=False)
        )
    elif kind == "matching":
        rights = draw.choices(texts[: max(2, count // 2)], k=count)
        value["pairs"] = items(
            {
                "left": f"À gauche {n}",
                "right": right,
                "feedback": draw.choice(["", "!"]),
            }
            for n, right in enumerate(rights)
        )
    elif kind == "ordering":
        value["elements"] = items(
            {"text": text, "feedback": ""} for text in texts[:count]
        )
    elif kind == "short_answer":
        value["otherwise"] = draw.choice(["", "Relisez."])
        value["forms"] = items(
            {"text": text, "is_right": n == 0 or draw.random() < 0.5, "feedback": ""}
            for n, text in enumerate(texts[: draw.randint(1, 6)])
        )
    else:
        low, step = draw.randint(-5, 5), draw.randint(1, 5)
        high = low + step * draw.randint(1, 20)
        value |= {
            "minimum": low, "maximum": high, "step": step, "low": "peu", "high": "tout",
            "target": draw.randint(low, high), "tolerance": draw.randint(0, 6),
            "within": "Oui", "below": "Plus", "above": "Moins",
        }  # fmt: skip
    return {"type": kind, "id": "b" * 8, "value": value}


def draw_form(draw: random.Random, block) -> QueryDict:
    """What a learner, or somebody who forges, sends."""
    form, value = QueryDict(mutable=True), block.value

    def maybe(right, *others):
        return draw.choice([*right, *others, "", "forgé", "0", "99"])

    match block.block_type:
        case "quiz":
            ids = [bound.id for bound in value["choices"].bound_blocks]
            sent = draw.sample(ids, draw.randint(0, len(ids)))
            form.setlist("choice", sent if draw.random() < 0.9 else [*sent, "forgé"])
        case "matching":
            names = [option.name for option in value.options]
            for bound in value["pairs"].bound_blocks:
                sent = draw.choice(names) if draw.random() < 0.9 else maybe(names)
                form[f"pair-{bound.id}"] = sent
        case "ordering":
            places = list(range(1, len(value.options) + 1))
            draw.shuffle(places)
            for option, place in zip(value.options, places, strict=True):
                sent = str(place) if draw.random() < 0.95 else maybe(["1", "01", "1.0"])
                form[f"place-{option.name}"] = sent
        case "short_answer":
            right = [form["text"] for form in value["forms"]]
            text = draw.choice([*right, *WORDS, "", " \t ", "x" * 201])
            form[f"answer-{block.id}"] = draw.choice(
                [
                    text,
                    text.upper(),
                    f"  {text.lower()} ! ",
                    text.replace(" ", "\u202f"),
                ]
            )
        case "scale":
            number = draw.randint(value["minimum"] - 3, value["maximum"] + 3)
            form[f"answer-{block.id}"] = draw.choice([str(number), f" {number} ", "", "1.5", "1e2", "+3", "٣"])  # fmt: skip
    return form


def cases(seed: int, count: int):
    draw, kinds = random.Random(seed), EtapeBlock()
    for _ in range(count):
        block = kinds.to_python([draw_question(draw)])[0]
        yield block, draw_form(draw, block)


READ_AND_SCORED = """({ activity, sent }) => {
  const form = { get: (name) => (sent[name] || [null])[0], getAll: (name) => sent[name] || [] };
  const [given, errors] = READERS[activity.kind](activity, form);
  const told = score(activity, given);
  return { given, wrong: Object.keys(errors), errors: Object.values(errors), told, response: Object.keys(errors).length ? null : response(activity, given) };
}"""


@pytest.mark.parametrize("seed", [17, 2030])
def test_forms_are_read_and_answers_scored_alike(seed):
    drawn = list(cases(seed, 2_500))
    sent = [
        {"activity": activity(0, 0, Etape, block, True), "sent": dict(form.lists())}
        for block, form in drawn
    ]

    found = run(READ_AND_SCORED, sent, words=words("fr"))

    kinds = {}
    for (block, form), there in zip(drawn, found, strict=True):
        given, errors = answers.read(block, form)
        result = scoring.score(block, given)
        here = {
            "given": given,
            "wrong": list(errors),
            "told": {
                "points": result.points,
                "maximum": result.maximum,
                "passed": result.passed,
                "lines": [(line.is_right, line.is_chosen) for line in result.lines],
            },
            "response": None if errors else interactions.response(block, given),
        }
        told = there["told"]
        there = {
            "given": there["given"],
            "wrong": there["wrong"],
            "told": {
                "points": told["points"],
                "maximum": told["maximum"],
                "passed": told["passed"],
                "lines": [
                    (each["isRight"], each["isChosen"]) for each in told["lines"]
                ],
            },
            "response": there["response"],
        }
        assert there == here, (block.block_type, dict(form.lists()))
        kinds.setdefault((block.block_type, bool(errors), result.passed), 0)
    # Each kind was drawn right, wrong, and refused: nothing above is empty.
    assert {kind for kind, *_ in kinds} == set(EtapeBlock.QUESTIONS)
    assert len(kinds) >= 3 * len(EtapeBlock.QUESTIONS) - 2


def test_the_words_of_a_correction_are_those_of_the_site():
    drawn = list(cases(5, 600))
    sent = [
        {"activity": activity(0, 0, Etape, block, True), "given": answers.read(block, form)[0]}
        for block, form in drawn
    ]  # fmt: skip

    found = run("({ activity, given }) => score(activity, given).lines", sent)

    for (block, form), lines in zip(drawn, found, strict=True):
        here = scoring.score(block, answers.read(block, form)[0]).lines
        assert [
            [flat(each.get(name, "")) for name in ("text", "feedback", "given", "expected")]
            for each in lines
        ] == [
            [flat(each.text), flat(each.feedback), flat(each.given), flat(each.expected)]
            for each in here
        ]  # fmt: skip


def flat(text: str) -> str:
    """Without what typography changes."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'").split())  # fmt: skip
