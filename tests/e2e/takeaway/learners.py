"""Scripted learners: the same steps on the site and in a package."""

import random

from parcours import interactions, outcome, progress
from parcours.blocks import EtapeBlock
from parcours.desk import current_version
from parcours.models import Learner
from tests.parcours.conftest import (
    ASSESSMENT,
    FIRST,
    MATCHING,
    MEETING,
    ORDERING,
    QUIZ,
    RIGHT,
    SCALE,
    SECOND,
    SHEET,
    WORDS,
    WRONG,
)


def questions(etapes) -> dict:
    """Each question of these étapes by its id."""
    return {
        block.id: block
        for etape in etapes
        for block in etape.body
        if block.block_type in EtapeBlock.QUESTIONS
    }


def right_form(block) -> dict:
    """A form that earns everything."""
    match block.block_type:
        case "quiz":
            return {"choice": [RIGHT]}
        case "matching":
            names = {option.text: option.name for option in block.value.options}
            bounds = block.value["pairs"].bound_blocks
            return {f"pair-{b.id}": [names[b.value["right"]]] for b in bounds}
        case "ordering":
            names = {option.text: option.name for option in block.value.options}
            bounds = block.value["elements"].bound_blocks
            return {f"place-{names[b.value['text']]}": [str(n)] for n, b in enumerate(bounds, 1)}  # fmt: skip
        case "short_answer":
            return {f"answer-{block.id}": ["l’OBJECTIF  dix‑sept !"]}
    return {f"answer-{block.id}": ["83"]}


def random_form(block, draw: random.Random) -> dict:
    """Any answer that the form allows, right or wrong."""
    match block.block_type:
        case "quiz":
            return {"choice": [draw.choice([RIGHT, WRONG])]}
        case "matching":
            names = [option.name for option in block.value.options]
            bounds = block.value["pairs"].bound_blocks
            return {f"pair-{bound.id}": [draw.choice(names)] for bound in bounds}
        case "ordering":
            places = list(range(1, len(block.value.options) + 1))
            draw.shuffle(places)
            pairs = zip(block.value.options, places, strict=True)
            return {f"place-{option.name}": [str(place)] for option, place in pairs}
        case "short_answer":
            texts = ["L'objectif dix-sept", "Seize", "Je ne sais pas « du tout »"]
            return {f"answer-{block.id}": [draw.choice(texts)]}
    return {f"answer-{block.id}": [str(draw.choice([0, 40, 76, 77, 81, 85, 86, 100]))]}


SHEETS = [
    ("answer", SHEET, {f"prompt-{FIRST}": ["La mairie, d'abord"], f"prompt-{SECOND}": [""]}),
    ("answer", MEETING, {f"notes-{MEETING}": ["Jeudi à 10 h :\nvenir avec la carte"]}),
    ("answer", ASSESSMENT, {f"statement-{FIRST}": ["4"], f"statement-{SECOND}": ["2"]}),
]  # fmt: skip


def perfect(etapes) -> list:
    right = [("answer", key, right_form(block)) for key, block in questions(etapes).items()]  # fmt: skip
    return [*right, ("mark", 0), *SHEETS, ("mark", 1)]


def hesitant(etapes) -> list:
    """Wrong first where one may try again, then right."""
    asked = questions(etapes)
    steps = []
    for key in (QUIZ, MATCHING, ORDERING, SCALE):
        wrong = {
            QUIZ: {"choice": [WRONG]},
            MATCHING: {name: right_form(asked[MATCHING])[f"pair-{FIRST}"] for name in right_form(asked[MATCHING])},
            ORDERING: {name: [place] for name, place in zip(right_form(asked[ORDERING]), "231", strict=True)},
            SCALE: {f"answer-{SCALE}": ["12"]},
        }[key]  # fmt: skip
        steps += [("answer", key, wrong), ("answer", key, right_form(asked[key]))]
    return [
        *steps,
        ("mark", 0),
        ("mark", 1),
        ("answer", WORDS, right_form(asked[WORDS])),
    ]


def unlucky(etapes) -> list:
    """The only attempt is wrong: another one isn't counted, and it can't be passed."""
    asked = questions(etapes)
    wrong = {f"answer-{WORDS}": ["Seize"]}
    return [
        ("answer", WORDS, wrong),
        ("answer", WORDS, right_form(asked[WORDS])),
        ("answer", QUIZ, right_form(asked[QUIZ])),
        ("mark", 0),
        ("mark", 1),
    ]


def random_steps(etapes, seed: int) -> list:
    draw = random.Random(seed)
    asked = questions(etapes)
    steps = [
        ("answer", key, random_form(asked[key], draw))
        for key in draw.choices(list(asked), k=draw.randint(3, 14))
    ]
    for place in range(len(etapes)):
        if draw.random() < 0.7:
            steps.insert(draw.randint(0, len(steps)), ("mark", place))
    return steps


def on_the_site(client, course, etapes, steps) -> outcome.Outcome:
    """What the site says of a learner who does these steps, from its own log."""
    client.cookies.clear()
    pages = {block.id: etape for etape in etapes for block in etape.body}
    for step in steps:
        if step[0] == "answer":
            _name, block, data = step
            path = f"/fr/mon-parcours/etape/{pages[block].pk}/reponse/{block}/"
            response = client.post(path, data | {"keep": "1"})
            assert response.status_code == 200, (step, response.content.decode()[-800:])
        else:
            client.post(f"/fr/mon-parcours/etape/{etapes[step[1]].pk}/faite/")
    learner = Learner.objects.holding(client.cookies["apprenant"].value)
    events = list(learner.events.all())
    known = progress.stored_versions(events)
    state = progress.read(course.translation_key, events, known[course.translation_key])
    assert state.version.asks == current_version(course).asks
    return outcome.read(etapes, events, state)


def names(etapes) -> list[str]:
    return [
        interactions.identifier(number, block)
        for number, etape in enumerate(etapes, 1)
        for block in etape.body
        if block.block_type in EtapeBlock.QUESTIONS
    ]
