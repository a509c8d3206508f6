"""Forty people confirm at once for one place: one of them has it, on a real database."""

import json
from collections import Counter

from tests.processes import run

CONFIRM = """
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from django.utils import translation
from wagtail.models import Locale, Page, Site
from tests import factories
from tests.factories import paris
from core.models import OutgoingMail
from jeudis.models import JeudiPage, Registration
from jeudis.registration import desk

translation.activate("fr")
french, _new = Locale.objects.get_or_create(language_code="fr")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
index = factories.JeudiIndexPageFactory(parent=home)
jeudi = factories.JeudiPageFactory(
    parent=factories.SeasonPageFactory(parent=index),
    starts_at=paris(2026, 12, 3, 12),
    registration_opens_at=paris(2026, 11, 19, 9),
    capacity=1,
)
now = paris(2026, 11, 26, 9)
PEOPLE = 40
for n in range(PEOPLE):
    Registration.objects.create(
        jeudi_key=jeudi.translation_key, address=f"a{n}@example.org", language="fr", asked_at=now
    )
tokens = list(Registration.objects.values_list("token", flat=True))
start = Barrier(PEOPLE)

def confirm(token):
    start.wait()
    try:
        with translation.override("fr"):
            page = desk.jeudi_of(jeudi.translation_key, "fr")
            return desk.confirm(desk.found(token), page, now)
    finally:
        connections.close_all()

with ThreadPoolExecutor(PEOPLE) as pool:
    outcomes = list(pool.map(confirm, tokens))
print(json.dumps({
    "outcomes": outcomes,
    "confirmed": Registration.objects.exclude(confirmed_at=None).count(),
    "mails": OutgoingMail.objects.count(),
}))
"""


def test_the_last_place_is_given_once(shared_database):
    told = json.loads(run(shared_database, 1, CONFIRM))

    assert Counter(told["outcomes"]) == {"confirmed": 1, "full": 39}
    assert (told["confirmed"], told["mails"]) == (1, 1)
