"""A Jeudi that one may register for, those who come, and the clock."""

import re

import pytest

from core.models import OutgoingMail
from jeudis.models import JeudiPage, Registration
from jeudis.registration import letters
from tests import factories
from tests.factories import paris

OPENS, STARTS = paris(2026, 11, 19, 9), paris(2026, 12, 3, 12)
NOW = paris(2026, 11, 26, 9)
ADDRESS = "camille@exemple.fr"


@pytest.fixture
def at(set_clock):
    set_clock(NOW)
    return set_clock


@pytest.fixture
def jeudi(season, at):
    return factories.JeudiPageFactory(
        parent=season,
        title="L'alliance, pourquoi ?",
        slug="alliance",
        starts_at=STARTS,
        registration_opens_at=OPENS,
        join_url="https://direct.example.org/",
    )


def path_of(jeudi) -> str:
    language = {"fr": "fr/inscription", "en": "en/registration"}[jeudi.language]
    return f"/{language}/{jeudi.translation_key}/"


def give(client, jeudi, address=ADDRESS, **options):
    return client.post(path_of(jeudi), {"address": address}, **options)


def mails(**fields):
    return list(OutgoingMail.objects.filter(**fields).order_by("pk"))


def link_in(mail) -> str:
    return re.search(r"http://localhost:8000(/\S*/(?:lien|link)/\S+/)", mail.text)[1]


def link_of(address=ADDRESS) -> str:
    return link_in(mails(to__iexact=address)[-1])


def registered(client, jeudi, address=ADDRESS) -> str:
    """Somebody who confirmed; the link of their mails."""
    give(client, jeudi, address)
    link = link_of(address)
    assert client.post(link, {"confirm": ""}, follow=True).status_code == 200
    return link


def publish(jeudi, **fields):
    """What an editor does with the one form."""
    draft = JeudiPage.objects.get(pk=jeudi.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


@pytest.fixture
def come(jeudi):
    """Somebody confirmed, as the journey leaves them; no mail of it is kept here."""

    def come(address=ADDRESS, language="fr", confirmed_at=NOW):
        return Registration.objects.create(
            jeudi_key=jeudi.translation_key,
            address=address,
            language=language,
            asked_at=confirmed_at,
            confirmed_at=confirmed_at,
            told=letters.told(jeudi),
        )

    return come
