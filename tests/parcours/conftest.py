import pytest

from parcours.models import EtapePage
from parcours.networks import borrowing
from tests import factories
from tests.made_once import made_once

QUIZ = "11111111-1111-4111-8111-111111111111"
SHEET = "22222222-2222-4222-8222-222222222222"
ASSESSMENT = "33333333-3333-4333-8333-333333333333"
MATCHING = "88888888-8888-4888-8888-888888888888"
ORDERING = "99999999-9999-4999-8999-999999999999"
WORDS = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
SCALE = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
MEETING = "cccccccc-cccc-4ccc-8ccc-cccccccccccc"
RIGHT, WRONG, FIRST, SECOND = (f"{n}" * 8 + "-0000-4000-8000-000000000000" for n in "4567")  # fmt: skip


def item(key, value):
    return {"type": "item", "id": key, "value": value}


ACTIVITIES = [
    {
        "type": "quiz",
        "id": QUIZ,
        "value": {
            "question": "Qu'est-ce qu'une alliance ?",
            "choices": [
                item(RIGHT, {"text": "Un engagement", "is_right": True, "feedback": "Bien vu."}),
                item(WRONG, {"text": "Un achat", "is_right": False, "feedback": "Relisez."}),
            ],
            "explanation": "<p>Chacun contribue.</p>",
        },
    },
    {
        "type": "exercise",
        "id": SHEET,
        "value": {
            "title": "Ma carte des acteurs",
            "instructions": "<p>Dix minutes.</p>",
            "prompts": [
                item(FIRST, {"question": "Qui agit déjà ?", "help": ""}),
                item(SECOND, {"question": "Qui manque ?", "help": ""}),
            ],
        },
    },
    {
        "type": "self_assessment",
        "id": ASSESSMENT,
        "value": {
            "title": "Où en sommes-nous ?",
            "instructions": "<p>Pour vous.</p>",
            "low": "Pas du tout",
            "high": "Tout à fait",
            "statements": [item(FIRST, "Nous nous connaissons."), item(SECOND, "Nous agissons.")],
        },
    },
    {
        "type": "matching",
        "id": MATCHING,
        "value": {
            "question": "Qui apporte quoi ?",
            "pairs": [
                item(FIRST, {"left": "Une commune", "right": "Un lieu", "feedback": "Elle a les murs."}),
                item(SECOND, {"left": "Une entreprise", "right": "Des emplois", "feedback": "Elle recrute."}),
                item(RIGHT, {"left": "Une fondation", "right": "Un appui", "feedback": ""}),
            ],
            "attempts": 2,
            "pass_mark": 60,
            "explanation": "<p>Aucun n'a tout.</p>",
        },
    },
    {
        "type": "ordering",
        "id": ORDERING,
        "value": {
            "question": "Dans quel ordre ?",
            "elements": [
                item(FIRST, {"text": "Se rencontrer", "feedback": "D'abord."}),
                item(SECOND, {"text": "Agir", "feedback": ""}),
                item(RIGHT, {"text": "Évaluer", "feedback": ""}),
            ],
            "attempts": 0,
            "explanation": "<p>On se connaît avant d'agir.</p>",
        },
    },
    {
        "type": "short_answer",
        "id": WORDS,
        "value": {
            "question": "Quel objectif porte sur les partenariats ?",
            "forms": [
                item(FIRST, {"text": "L'objectif dix-sept", "is_right": True, "feedback": "Exactement."}),
                item(SECOND, {"text": "Seize", "is_right": False, "feedback": "C'est la paix."}),
            ],
            "otherwise": "Relisez l'introduction.",
            "attempts": 1,
            "explanation": "<p>Le dernier de tous.</p>",
        },
    },
    {
        "type": "scale",
        "id": SCALE,
        "value": {
            "question": "Combien sur cent ?",
            "minimum": 0, "maximum": 100, "step": 1, "low": "Personne", "high": "Tous",
            "target": 81, "tolerance": 4,
            "within": "Bien estimé.", "below": "Davantage.", "above": "Moins que cela.",
            "attempts": 3,
            "explanation": "<p>Mesuré en mai 2020.</p>",
        },
    },
    {
        "type": "meeting",
        "id": MEETING,
        "value": {
            "title": "Rencontrer la mairie",
            "people": "L'agent qui suit la vie associative",
            "aims": [item(FIRST, "Savoir ce qui existe.")],
            "questions": [item(FIRST, "Qui agit déjà ?"), item(SECOND, "Qui manque ?")],
        },
    },
]  # fmt: skip


@pytest.fixture
@made_once
def parcours(home):
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    return factories.ParcoursPageFactory(parent=all_parcours, slug="diagnostic")


def etape_with(parcours, activities) -> EtapePage:
    page = factories.EtapePageFactory(parent=parcours, slug="une", title="Étape une")
    page.body = activities
    page.save_revision().publish()
    return EtapePage.objects.get(pk=page.pk)


@pytest.fixture
@made_once
def etape(parcours):
    """An étape with a quiz, an exercise sheet and a self-assessment."""
    return etape_with(parcours, ACTIVITIES[:3])


@pytest.fixture
def mark(client):
    """« J'ai fait cette étape », from a form of the site."""

    def mark(etape, **headers):
        path = f"/fr/mon-parcours/etape/{etape.pk}/faite/"
        return client.post(path, headers=headers)

    return mark


@pytest.fixture
def answer(client, etape):
    """An answer to an activity of the étape, from a form of the site."""

    def answer(block, data, **headers):
        path = f"/fr/mon-parcours/etape/{etape.pk}/reponse/{block}/"
        return client.post(path, data, headers=headers)

    return answer


# --- Networks ----------------------------------------------------------------------

OPENING, CLOSING, ADDED = (f"{n}" * 8 + "-1111-4111-8111-111111111111" for n in "123")


def paragraph(key, words):
    return {"type": "text", "id": key, "value": f"<p>{words}</p>"}


BODY = [paragraph(OPENING, "Le premier texte."), paragraph(CLOSING, "Le second texte.")]


@pytest.fixture
def member(db):
    return factories.UserFactory(is_superuser=True)


@pytest.fixture
@made_once
def source(parcours):
    return factories.EtapePageFactory(parent=parcours, slug="voir", title="Voir", body=BODY)  # fmt: skip


@pytest.fixture
@made_once
def network(parcours):
    return factories.ReseauPageFactory(parent=parcours.get_parent(), slug="reseau")


@pytest.fixture
@made_once
def own(network):
    """The parcours of a network."""
    return factories.ParcoursPageFactory(parent=network, slug="le-notre", kind="usage")


@pytest.fixture
def copy(own, source, member):
    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=True)
    return EtapePage.objects.get(pk=copy.pk)


def rewrite(page, **fields):
    page = EtapePage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
