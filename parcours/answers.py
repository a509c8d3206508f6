"""
What a learner answers to the activities of an étape, as a form says it.

A reader answers what was given, and what is wrong with it: a sentence for each element
of the page (named by its id) that has to be filled in again.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import scoring
from .blocks import EtapeBlock

LONGEST_ANSWER = 10_000  # characters, for one question of an exercise sheet
LONGEST_WORDS = 200  # for a short answer
MOST_GONE = 20  # questions that a sheet had when it was opened, and has no more
NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


def activity(etape, block_id: str):
    """The question, sheet or self-assessment of an étape that has this id, or None."""
    # As it is stored: building the other blocks would look up the facts that they cite.
    for place, raw in enumerate(etape.body.raw_data):
        if raw.get("id") == block_id and raw["type"] in EtapeBlock.ACTIVITIES:
            return etape.body[place]
    return None


def is_question(block) -> bool:
    return block.block_type in EtapeBlock.QUESTIONS


def read(block, form) -> tuple[dict, dict[str, str]]:
    """What a form says about an activity, and what is wrong with it."""
    return READERS[block.block_type](block, form)


def text_of(form, name: str) -> str:
    return form.get(name, "").replace("\x00", "").strip()


def unknown() -> str:
    return _("La question n'a pas cette réponse : choisissez parmi celles-ci.")


# --- Questions --------------------------------------------------------------------


def read_quiz(block, form):
    quiz, place = block.value, f"choice-{block.id}"
    known = [bound.id for bound in quiz["choices"].bound_blocks]
    sent = form.getlist("choice")
    given = {"chosen": [key for key in known if key in sent]}
    if not any(sent):
        return given, {place: _("Choisissez au moins une réponse.")}
    if set(sent) - set(known):
        return given, {place: unknown()}
    if len(given["chosen"]) > 1 and not quiz.has_several_answers:
        return {"chosen": []}, {place: _("Choisissez une seule réponse.")}
    return given, {}


def read_matching(block, form):
    options = {option.name: option.id for option in block.value.options}
    pairs, errors = {}, {}
    for bound in block.value["pairs"].bound_blocks:
        name = f"pair-{bound.id}"
        sent = form.get(name, "")
        if sent in options:
            pairs[bound.id] = options[sent]
        elif sent:
            errors[name] = unknown()
        else:
            errors[name] = _("Choisissez une réponse pour « %(text)s ».") % {
                "text": bound.value["left"]
            }
    return {"pairs": pairs}, errors


def read_ordering(block, form):
    options = block.value.options
    allowed = {str(place): place for place in range(1, len(options) + 1)}
    places, errors = {}, {}
    for option in options:
        place = allowed.get(form.get(f"place-{option.name}", ""))
        if place is None:
            errors[f"place-{option.name}"] = _(
                "Donnez une place, de 1 à %(total)s, à « %(text)s »."
            ) % {"total": len(options), "text": option.text}
            continue
        if place in places.values():
            errors[f"place-{option.name}"] = _(
                "La place %(place)s est donnée deux fois : changez celle de « %(text)s »."
            ) % {"place": place, "text": option.text}
        places[option.id] = place
    return {"places": places}, errors


def read_short_answer(block, form):
    name = f"answer-{block.id}"
    text = " ".join(text_of(form, name).split())
    given = {"text": text[:LONGEST_WORDS]}
    if not text:
        return given, {name: _("Écrivez votre réponse.")}
    if len(text) > LONGEST_WORDS:
        return given, {name: _("Quelques mots suffisent : 200 caractères au plus.")}
    return given, {}


def read_scale(block, form):
    scale, name = block.value, f"answer-{block.id}"
    sent = form.get(name, "").strip()
    number = int(sent) if NUMBER.fullmatch(sent) else None
    if number is not None and scale.is_on_it(number):
        return {"number": number}, {}
    message = _("Donnez une position de %(low)s à %(high)s, de %(step)s en %(step)s.") % {
        "low": scale["minimum"],
        "high": scale["maximum"],
        "step": scale["step"],
    }  # fmt: skip
    return {"number": number}, {name: message}


# --- What has no right answer -----------------------------------------------------


def read_exercise(block, form):
    names = [f"prompt-{bound.id}" for bound in block.value["prompts"].bound_blocks]
    gone = [name for name in form if is_gone(name) and name not in names]
    gone = [name for name in gone if text_of(form, name)][:MOST_GONE]
    texts = [text_of(form, name) for name in [*names, *gone]]
    long = _("Une réponse dépasse 10 000 caractères : raccourcissez-la pour la garder.")
    errors = {
        name: long
        for name, text in zip([*names, *gone], texts, strict=True)
        if len(text) > LONGEST_ANSWER
    }
    if not any(texts):
        errors = {names[0]: _("Écrivez au moins une réponse avant de la garder.")}
    given = {"texts": texts}
    if gone:
        given["gone"] = [name.removeprefix("prompt-") for name in gone]
    return given, errors


def is_gone(name: str) -> bool:
    """Whether a field is that of a question, maybe of one that an editor took out since."""
    return bool(re.fullmatch(r"prompt-[0-9a-f-]{36}", name))


def read_meeting(block, form):
    name = f"notes-{block.id}"
    given = {"notes": text_of(form, name)}
    if not given["notes"]:
        return given, {name: _("Écrivez une note avant de la garder.")}
    if len(given["notes"]) > LONGEST_ANSWER:
        return given, {name: _("Vos notes dépassent 10 000 caractères : raccourcissez-les pour les garder.")}  # fmt: skip
    return given, {}


def read_self_assessment(block, form):
    marks, errors = [], {}
    for bound in block.value["statements"].bound_blocks:
        name = f"statement-{bound.id}"
        mark = form.get(name, "")
        marks.append(int(mark) if mark in "12345" and len(mark) == 1 else None)
        if marks[-1] is None and not errors:  # said once, there where it begins
            errors[name] = _("Situez chaque affirmation de 1 à 5 : il en manque.")
    return {"marks": marks}, errors


# --- Beside what was asked --------------------------------------------------------

LISTS = {
    "exercise": ("texts", "prompts", lambda prompt: prompt["question"]),
    "self_assessment": ("marks", "statements", str),
}


def with_words(block, given: dict) -> dict:
    """
    What one wrote for oneself, with what was asked: its title, each question and its id.

    An editor may move a question, word it otherwise, take it out or the whole étape: an
    answer stays beside its own question.
    """
    if is_question(block):
        return given
    gone = [[key, _("Question retirée depuis")] for key in given.get("gone", ())]
    kept = {name: each for name, each in given.items() if name != "gone"}
    return kept | {"title": block.value["title"], "asked": asked(block) + gone}


def asked(block) -> list[list[str]]:
    """The id and the words of each question of a sheet or self-assessment, as of today."""
    if block is None or block.block_type not in LISTS:
        return []
    _given, name, words = LISTS[block.block_type]
    return [[bound.id, words(bound.value)] for bound in block.value[name].bound_blocks]


def answered(payload: dict) -> dict:
    """What was answered to each question, by its id."""
    ids = [key for key, _words in payload.get("asked", ())]
    given = payload.get("texts") or payload.get("marks") or []
    return dict(zip(ids, given, strict=False))


def as_of_today(block, payload: dict) -> dict:
    """An answer as the form of today shows it: each text at the place of its question."""
    if block.block_type not in LISTS or "asked" not in payload:
        return payload
    known = answered(payload)
    name, *_rest = LISTS[block.block_type]
    return payload | {name: [known.get(key, "") for key, _words in asked(block)]}


READERS = {
    "quiz": read_quiz,
    "matching": read_matching,
    "ordering": read_ordering,
    "short_answer": read_short_answer,
    "scale": read_scale,
    "exercise": read_exercise,
    "meeting": read_meeting,
    "self_assessment": read_self_assessment,
}


# --- The notebook -----------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """One page of the notebook: what was asked, what was answered."""

    etape: object | None  # none: it was taken off the site
    block: str
    title: str
    lines: list[tuple[str, str]]
    is_open: bool = True  # whether its sheet is still there, to go on with


def notebook(latest: dict, etapes: list) -> list[Note]:
    """What a learner wrote and kept, étape by étape; not the answers to questions."""
    by_key = {etape.translation_key: etape for etape in etapes}
    notes = []
    for (key, block_id), event in latest.items():
        etape = by_key.get(key)
        block = activity(etape, block_id) if etape else None
        if "points" in event.payload or (block and is_question(block)):
            continue
        title = block.value["title"] if block else event.payload.get("title", "")
        if shown := lines(block, event.payload):
            notes.append(Note(etape, block_id, title, shown, block is not None))
    return notes


def lines(block, payload: dict) -> list[tuple[str, str]]:
    """Questions and answers side by side; an answer outlives its question and its sheet."""
    if "notes" in payload:
        return [*about_meeting(block), (_("Mes notes"), payload["notes"])]
    known = answered(payload)
    today = asked(block)
    now = {key for key, _words in today}
    if "asked" in payload:
        gone = [each for each in payload["asked"] if each[0] not in now]
        kept = [(words, known[key]) for key, words in gone if known.get(key)]
        found = [(words, known.get(key, "")) for key, words in today]
        return [(words, written(value)) for words, value in [*found, *kept]]
    # Of before what was asked was kept: by their places.
    given = payload.get("texts") or payload.get("marks") or []
    words = [text for _key, text in today][: len(given)]
    words += [_("Question retirée depuis")] * (len(given) - len(words))
    return [(text, written(value)) for text, value in zip(words, given, strict=True)]


def written(value: str | int | None) -> str:
    """A text as it is, a mark out of five."""
    if isinstance(value, str):
        return value
    return f"{value} / 5" if value else "–"


def about_meeting(block) -> list[tuple[str, str]]:
    if block is None:
        return []
    return [
        (_("Avec qui"), block.value["people"]),
        (_("Questions à apporter"), "\n".join(block.value["questions"])),
    ]


def in_words(block, payload: dict) -> list[tuple[str, str]]:
    """Any answer, as its learner can read it: what was asked, what they answered."""
    if block is None or not is_question(block):
        return [("", payload["text"])] if "text" in payload else lines(block, payload)
    result, question = scoring.score(block, payload), block.value["question"]
    if block.block_type == "quiz":
        chosen = [line.text for line in result.lines if line.is_chosen]
        return [(question, "\n".join(chosen))]
    return [(line.text or question, line.given) for line in result.lines]
