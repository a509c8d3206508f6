"""
What an answer is worth: a pure function of a question and of what was given.

The same everywhere a parcours is followed: on the site, and in what is exported from it.

>>> score(matching, {"pairs": {a: a, b: c}})
Result(points=1, maximum=2, needed=100, …)   # 50 %, not passed
"""

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a correction: a choice, a pair, a place, or the whole of an answer."""

    text: str
    is_right: bool  # of a choice: whether to choose it; else whether it was found
    is_chosen: bool = True
    feedback: str = ""
    given: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Result:
    points: int
    maximum: int
    needed: int  # per cent of the points from which the question is passed
    lines: tuple[Line, ...]

    @property
    def is_right(self) -> bool:
        return self.points == self.maximum

    @property
    def passed(self) -> bool:
        return 100 * self.points >= self.needed * self.maximum


def score(block, given: dict) -> Result:
    """The result of an answer; an id that the question no longer has earns nothing."""
    value = block.value
    points, maximum, lines = SCORERS[block.block_type](value, given)
    return Result(points, maximum, value.needed, tuple(lines))


def digest(block) -> str:
    """Which version of a question was answered: the same bytes, the same digest."""
    written = block.block.get_prep_value(block.value)
    text = json.dumps(written, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def score_quiz(quiz, given):
    """A point for each right choice, less one for each wrong one, never below zero."""
    chosen = set(given.get("chosen", []))
    lines = [
        Line(
            bound.value["text"],
            is_right=bool(bound.value["is_right"]),
            is_chosen=bound.id in chosen,
            feedback=bound.value["feedback"],
        )
        for bound in quiz["choices"].bound_blocks
    ]
    right = sum(line.is_right and line.is_chosen for line in lines)
    wrong = sum(line.is_chosen and not line.is_right for line in lines)
    return max(0, right - wrong), sum(line.is_right for line in lines), lines


def score_matching(matching, given):
    """A point for each line matched with its text."""
    bounds = list(matching["pairs"].bound_blocks)
    texts = {bound.id: bound.value["right"] for bound in bounds}
    pairs = given.get("pairs", {})
    lines = []
    for bound in bounds:
        answered, expected = texts.get(pairs.get(bound.id), ""), bound.value["right"]
        lines.append(
            Line(
                bound.value["left"],
                is_right=answered == expected,
                feedback=bound.value["feedback"],
                given=answered,
                expected=expected,
            )
        )
    return sum(line.is_right for line in lines), len(lines), lines


def score_ordering(ordering, given):
    """A point for each element at its place."""
    places = given.get("places", {})
    lines = []
    for place, bound in enumerate(ordering["elements"].bound_blocks, start=1):
        answered = places.get(bound.id)
        lines.append(
            Line(
                bound.value["text"],
                is_right=answered == place,
                feedback=bound.value["feedback"],
                given=str(answered or ""),
                expected=str(place),
            )
        )
    return sum(line.is_right for line in lines), len(lines), lines


def score_short_answer(question, given):
    text = str(given.get("text", ""))
    form = question.recognised(text)
    right = [form["text"] for form in question["forms"] if form["is_right"]]
    line = Line(
        "",
        is_right=bool(form and form["is_right"]),
        feedback=form["feedback"] if form else question["otherwise"],
        given=text,
        expected=right[0] if right else "",
    )
    return int(line.is_right), 1, [line]


def score_scale(scale, given):
    number = given.get("number")
    is_right = isinstance(number, int) and scale.is_right(number)
    if is_right:
        feedback = scale["within"]
    elif isinstance(number, int):
        feedback = scale["below"] if number < scale["target"] else scale["above"]
    else:
        feedback = ""
    expected = str(scale["target"])
    if scale["tolerance"]:
        low = max(scale["minimum"], scale["target"] - scale["tolerance"])
        high = min(scale["maximum"], scale["target"] + scale["tolerance"])
        expected = f"{scale['target']} ({low} – {high})"
    given_text = "" if number is None else str(number)
    line = Line("", is_right, feedback=feedback, given=given_text, expected=expected)
    return int(is_right), 1, [line]


SCORERS = {
    "quiz": score_quiz,
    "matching": score_matching,
    "ordering": score_ordering,
    "short_answer": score_short_answer,
    "scale": score_scale,
}
