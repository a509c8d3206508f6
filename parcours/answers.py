"""What a learner answers to the activities of an étape, read and corrected."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .blocks import EtapeBlock

LONGEST_ANSWER = 10_000  # characters, for one question of an exercise sheet


def activity(etape, block_id: str):
    """The quiz, sheet or self-assessment of an étape that has this id, or None."""
    for block in etape.body:
        if block.id == block_id and block.block_type in EtapeBlock.ACTIVITIES:
            return block
    return None


def read(block, form) -> tuple[dict, list[str]]:
    """What a form says about an activity, and what is wrong with it."""
    return READERS[block.block_type](block.value, form)


def read_quiz(quiz, form) -> tuple[dict, list[str]]:
    known = {bound.id for bound in quiz["choices"].bound_blocks}
    chosen = [value for value in form.getlist("choice") if value in known]
    if not chosen:
        return {"chosen": []}, [_("Choisissez au moins une réponse.")]
    return {"chosen": chosen}, []


def read_exercise(sheet, form) -> tuple[dict, list[str]]:
    texts = [
        form.get(f"prompt-{bound.id}", "").replace("\x00", "").strip()
        for bound in sheet["prompts"].bound_blocks
    ]
    given = {"texts": texts}
    if any(len(text) > LONGEST_ANSWER for text in texts):
        return given, [
            _(
                "Une réponse dépasse 10 000 caractères : raccourcissez-la pour la garder."
            )
        ]
    if not any(texts):
        return given, [_("Écrivez au moins une réponse avant de la garder.")]
    return given, []


def read_self_assessment(assessment, form) -> tuple[dict, list[str]]:
    marks = []
    for bound in assessment["statements"].bound_blocks:
        mark = form.get(f"statement-{bound.id}", "")
        marks.append(int(mark) if mark in "12345" and len(mark) == 1 else None)
    errors = (
        [_("Situez chaque affirmation de 1 à 5 : il en manque.")]
        if None in marks
        else []
    )
    return {"marks": marks}, errors


READERS = {
    "quiz": read_quiz,
    "exercise": read_exercise,
    "self_assessment": read_self_assessment,
}


def corrected(block, given: dict) -> dict | None:
    """The correction of a quiz; nothing for what has no right answer."""
    if block.block_type != "quiz":
        return None
    return block.value.corrected(set(given["chosen"]))


@dataclass(frozen=True)
class Note:
    """One page of the notebook: what was asked, what was answered."""

    etape: object
    block: str
    title: str
    lines: list[tuple[str, str]]


def notebook(latest: dict, etapes: list) -> list[Note]:
    """The exercise sheets and self-assessments that a learner kept, in order."""
    by_key = {etape.translation_key: etape for etape in etapes}
    notes = []
    for (key, block_id), event in latest.items():
        etape = by_key.get(key)
        block = activity(etape, block_id) if etape else None
        if block is None or block.block_type == "quiz":
            continue
        answered = lines(block, event.payload)
        notes.append(Note(etape, block_id, block.value["title"], answered))
    return notes


def lines(block, payload: dict) -> list[tuple[str, str]]:
    """Questions and answers side by side; an answer outlives its question."""
    if block.block_type == "exercise":
        questions = [prompt["question"] for prompt in block.value["prompts"]]
        return list(zip(questions, payload.get("texts", []), strict=False))
    marks = [f"{mark} / 5" if mark else "–" for mark in payload.get("marks", [])]
    return list(zip(block.value["statements"], marks, strict=False))
