"""
What the script of a package knows of a parcours: its étapes, its questions, their answers.

A package is played where our server isn't: with `corrects`, what scores an answer leaves
with it (decision 0039). Without, nothing here tells which answer is right.
"""

import hashlib

from core.typography import typeset, typeset_html
from parcours import interactions
from parcours.blocks import EtapeBlock
from parcours.blocks.questions import plain


def code(*names, length: int) -> str:
    """A short name: of an étape, of an activity in it."""
    text = "|".join(map(str, names))
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def activities(etapes: list) -> list[tuple[int, object, object]]:
    """Each activity with the place of its étape, from 0, in the order of the pages."""
    return [
        (place, etape, block)
        for place, etape in enumerate(etapes)
        for block in etape.body
        if block.block_type in EtapeBlock.ACTIVITIES
    ]


def course(parcours, etapes: list, corrects: bool) -> dict:
    language = parcours.language
    return {
        "id": interactions.iri("parcours", parcours.translation_key),
        "key": f"faire-alliance:{parcours.translation_key}:{language}",
        "language": language,
        "title": typeset(parcours.title, language),
        "corrects": corrects,
        "etapes": [
            {"code": code(etape.translation_key, length=4), "title": etape.title}
            for etape in etapes
        ],
        "activities": [
            activity(index, place, etape, block, corrects)
            for index, (place, etape, block) in enumerate(activities(etapes))
        ],
    }


def activity(index: int, place: int, etape, block, corrects: bool) -> dict:
    language = etape.language
    kind = block.block_type

    def said(text: str) -> str:
        return typeset(text or "", language)

    found = {
        "index": index,
        "etape": place,
        "id": block.id,
        "code": code(etape.translation_key, block.id, length=6),
        "name": interactions.identifier(place + 1, block),
        "kind": kind,
    }
    if kind not in EtapeBlock.QUESTIONS:
        return found | SHEETS[kind](block.value, said)
    found |= {"question": said(block.value["question"])}
    if not corrects:
        return found | ASKED[kind](block.value, said)
    asked, told = ASKED[kind](block.value, said), TOLD[kind](block.value, said)
    return found | {
        **asked,
        **told,
        "needed": block.value.needed,
        "attempts": block.value["attempts"] or 0,
        "worth": worth(block),
        "explanation": typeset_html(str(block.value["explanation"]), language),
        "interaction": interactions.TYPES[kind],
        "correct": interactions.correct(block),
        "definition": interactions.definition(block, language),
    }


def worth(block) -> int:
    match block.block_type:
        case "quiz":
            return sum(bool(choice["is_right"]) for choice in block.value["choices"])
        case "matching":
            return len(block.value["pairs"])
        case "ordering":
            return len(block.value["elements"])
    return 1


# --- What everybody sees before answering -----------------------------------------


def asked_quiz(value, said):
    choices = [
        {"id": bound.id, "text": said(bound.value["text"])}
        for bound in value["choices"].bound_blocks
    ]
    return {"several": value.has_several_answers, "choices": choices}


def asked_matching(value, said):
    # Named by their text: the id of an option is that of the line it goes with.
    options = [
        {"id": option.name, "name": option.name, "text": said(option.text)}
        for option in value.options
    ]
    lines = [
        {"id": bound.id, "left": said(bound.value["left"])}
        for bound in value["pairs"].bound_blocks
    ]
    return {"pairs": lines, "options": options}


def asked_ordering(value, said):
    return {
        "options": [
            {"id": option.id, "name": option.name, "text": said(option.text)}
            for option in value.options
        ]
    }


def asked_scale(value, said):
    return {name: value[name] for name in ("minimum", "maximum", "step")}


ASKED = {
    "quiz": asked_quiz,
    "matching": asked_matching,
    "ordering": asked_ordering,
    "short_answer": lambda value, said: {},
    "scale": asked_scale,
}


# --- What corrects ----------------------------------------------------------------


def told_quiz(value, said):
    return {
        "choices": [
            {
                "id": bound.id,
                "text": said(bound.value["text"]),
                "right": bool(bound.value["is_right"]),
                "feedback": said(bound.value["feedback"]),
            }
            for bound in value["choices"].bound_blocks
        ]
    }


def told_matching(value, said):
    return {
        "options": [
            {"id": option.id, "name": option.name, "text": said(option.text)}
            for option in value.options
        ],
        "pairs": [
            {
                "id": bound.id,
                **{name: said(bound.value[name]) for name in ("left", "right", "feedback")},
            }
            for bound in value["pairs"].bound_blocks
        ],
    }  # fmt: skip


def told_ordering(value, said):
    return {
        "elements": [
            {
                "id": bound.id,
                "text": said(bound.value["text"]),
                "feedback": said(bound.value["feedback"]),
            }
            for bound in value["elements"].bound_blocks
        ]
    }


def told_short_answer(value, said):
    return {
        "otherwise": said(value["otherwise"]),
        "forms": [
            {
                "plain": plain(form["text"]),
                "text": said(form["text"]),
                "right": bool(form["is_right"]),
                "feedback": said(form["feedback"]),
            }
            for form in value["forms"]
        ],
    }


def told_scale(value, said):
    texts = {name: said(value[name]) for name in ("within", "below", "above")}
    return texts | {"target": value["target"], "tolerance": value["tolerance"] or 0}


TOLD = {
    "quiz": told_quiz,
    "matching": told_matching,
    "ordering": told_ordering,
    "short_answer": told_short_answer,
    "scale": told_scale,
}


# --- What has no right answer -----------------------------------------------------


def prompts(value, said):
    return {
        "prompts": [
            {"id": bound.id, "question": said(bound.value["question"])}
            for bound in value["prompts"].bound_blocks
        ]
    }


def statements(value, said):
    return {
        "statements": [
            {"id": bound.id, "text": said(bound.value)}
            for bound in value["statements"].bound_blocks
        ]
    }


SHEETS = {
    "exercise": prompts,
    "meeting": lambda value, said: {"title": said(value["title"])},
    "self_assessment": statements,
}
