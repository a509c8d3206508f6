"""A letter, those who receive it, and the clock."""

import re

import pytest

from core.models import OutgoingMail
from newsletter.models import Subscriber
from tests import factories
from tests.factories import paris

NOW = paris(2026, 11, 26, 9)
ADDRESS = "camille@exemple.fr"
PATH = "/fr/abonnement/"


@pytest.fixture
def at(set_clock):
    set_clock(NOW)
    return set_clock


@pytest.fixture
def lettre(home, at):
    return factories.NewsletterPageFactory(parent=home)


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def mails(**fields):
    return list(OutgoingMail.objects.filter(**fields).order_by("pk"))


def link_in(mail) -> str:
    return re.search(r"http://localhost:8000(/\S*/(?:lien|link)/\S+/)", mail.text)[1]


def give(client, address=ADDRESS, cells=("medias.evaluer",), **options):
    return client.post(PATH, {"address": address, "cell": cells}, **options)


def subscriber(address=ADDRESS, language="fr", confirmed_at=NOW, **pillars):
    """Somebody confirmed: `subscriber(medias=["evaluer"])`."""
    return Subscriber.objects.create(
        address=address,
        language=language,
        asked_at=confirmed_at or NOW,
        confirmed_at=confirmed_at,
        **(pillars or {"medias": ["evaluer"]}),
    )
