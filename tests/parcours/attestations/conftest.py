import json
import random

import pytest
from django.test import Client

from parcours.models import Attestation
from tests import factories


@pytest.fixture
def etapes(parcours):
    return [
        factories.EtapePageFactory(parent=parcours, title=f"Étape {n}") for n in "ab"
    ]


class Person:
    """Somebody with a browser of their own."""

    def __init__(self):
        self.client = Client()

    def done(self, *etapes):
        for etape in etapes:
            self.client.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")
        return self

    def ask(self, parcours, name="", language="fr"):
        desk = {"fr": "/fr/mon-parcours", "en": "/en/my-path"}[language]
        return self.client.post(
            f"{desk}/attestation/{parcours.translation_key}/", {"name": name}
        )

    def attested(self, parcours, name="") -> Attestation:
        assert self.ask(parcours, name).status_code == 302
        return Attestation.objects.shown().latest("pk")


@pytest.fixture
def person(db):
    return Person()


@pytest.fixture
def attestation(person, parcours, etapes):
    """Handed over to somebody who typed a name."""
    return person.done(*etapes).attested(parcours, "Camille Martin")


@pytest.fixture
def published(client):
    """What a verifier fetches of the site, by whole address."""

    def published(address: str) -> dict:
        path = address.removeprefix("http://localhost:8000").partition("#")[0]
        response = client.get(path)
        if response.status_code != 200:
            raise ValueError(f"nothing is published at {address}")
        return json.loads(response.content)

    return published


def altered(text: str) -> str:
    """
    The text with one byte changed, anywhere, into any other one.

    But for a capital: to the vocabulary of Open Badges, « Criteria » is « criteria ».
    """
    data = bytearray(text.encode())
    data[random.randrange(len(data))] ^= random.randint(1, 255)
    found = data.decode(errors="replace")
    return altered(text) if '"Criteria"' in found else found
