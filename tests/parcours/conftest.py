import pytest

from parcours.models import EtapePage
from tests import factories

QUIZ = "11111111-1111-4111-8111-111111111111"
SHEET = "22222222-2222-4222-8222-222222222222"
ASSESSMENT = "33333333-3333-4333-8333-333333333333"
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
]  # fmt: skip


@pytest.fixture
def parcours(home):
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    return factories.ParcoursPageFactory(parent=all_parcours, slug="diagnostic")


@pytest.fixture
def etape(parcours):
    """An étape with one activity of each sort."""
    page = factories.EtapePageFactory(parent=parcours, slug="une", title="Étape une")
    page.body = ACTIVITIES
    page.save_revision().publish()
    return EtapePage.objects.get(pk=page.pk)


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
