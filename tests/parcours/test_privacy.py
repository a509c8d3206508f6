"""
What the whole database, the cache and the logs hold of somebody who follows a parcours.

Every table is read, whatever room it is of: one that appears tomorrow is read tomorrow.
"""

import logging
import pickle
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail as mails
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from core import clock
from core.models import DraftLink, OutgoingMail, Parution
from jeudis.models import Registration
from news.models import Accreditation
from newsletter.models import Subscriber
from parcours.learner_cookie import COOKIE
from parcours.models import EtapePage, Learner, LearnerEvent
from tests import factories

from .conftest import (
    ACTIVITIES,
    ASSESSMENT,
    FIRST,
    MEETING,
    QUIZ,
    RIGHT,
    SHEET,
    WORDS,
    etape_with,
)

pytestmark = pytest.mark.engine

DESK = "/fr/mon-parcours/"
BROWSER, NETWORK = "Navigateur-Reconnaissable/4242", "203.0.113.77"
ADDRESS, PLACE = "camille.reconnaissable@exemple.fr", "de-la-page-reconnaissable"
SAYS_WHO = [BROWSER, NETWORK, ADDRESS, PLACE, "reconnaissable"]

# Kept when a learner goes: what a parcours asked, the same for whoever began it that day,
# and a place in a list of revocations, where only a copy of an attestation leads.
NOT_OF_ONE_LEARNER = {
    "parcours_parcoursversion",
    "parcours_achievement",
    "parcours_statuslist",
    "parcours_statusentry",
    "sqlite_sequence",
}


@pytest.fixture
def etape(parcours) -> EtapePage:
    return etape_with(parcours, ACTIVITIES)


@pytest.fixture
def somebody(parcours, etape):
    """A browser that says everything it can of who uses it."""
    device = Client(
        headers={
            "User-Agent": BROWSER,
            "X-Forwarded-For": NETWORK,
            "Referer": f"https://exemple.fr/{PLACE}",
            "Accept-Language": "fr-FR;q=0.42",
        },
        REMOTE_ADDR=NETWORK,
    )
    device.get(etape.href)
    return device


def follow(device, etape):
    """All that one does in a parcours, without saying who one is."""

    def answer(block, **data):
        path = f"{DESK}etape/{etape.pk}/reponse/{block}/"
        assert device.post(path, data | {"keep": "1"}).status_code == 200

    device.post(f"{DESK}etape/{etape.pk}/faite/")
    answer(QUIZ, choice=RIGHT)
    answer(SHEET, **{f"prompt-{FIRST}": "La mairie."})
    answer(ASSESSMENT, **{f"statement-{FIRST}": "3", f"statement-{RIGHT}": "4"} | {
        f"statement-{block['id']}": "2" for block in ACTIVITIES[2]["value"]["statements"]
    })  # fmt: skip
    answer(WORDS, **{f"answer-{WORDS}": "Seize"})
    answer(MEETING, **{f"notes-{MEETING}": "Apporter un plan."})
    device.post(f"{DESK}etape/{etape.pk}/reponse/{SHEET}/", {f"prompt-{FIRST}": "Et…", "draft": "1"})  # fmt: skip
    key = etape.translation_key
    device.post(f"{DESK}echeance/", {"for": key, "on": "2026-12-24"})
    for below in (
        "",
        "donnees/",
        "carnet/",
        "export.json",
        "etat.json",
        "echeances.ics",
    ):
        assert device.get(DESK + below).status_code == 200


@pytest.fixture
def friend(parcours):
    """Somebody else, who leads a group and whose own progress is theirs."""
    device = Client()
    fields = {"parcours": parcours.translation_key, "ends_on": timezone.localdate()}
    device.group = device.post(f"{DESK}groupe/nouveau/", fields).url
    return device


def say_who(device, parcours, friend):
    """And all that one may do beyond: other devices, an address, groups."""
    device.post(f"{DESK}code/nouveau/")
    device.post(f"{DESK}courriel/", {"address": ADDRESS})
    code = re.search(r"\d{6}", mails.outbox[-1].subject)[0]
    confirmed = device.post(f"{DESK}courriel/", {"address": ADDRESS, "code": code})
    assert confirmed.status_code == 302
    device.post(friend.group, {"show": "named", "name": "Pseudonyme"})
    fields = {"parcours": parcours.translation_key, "ends_on": timezone.localdate()}
    friend.post(device.post(f"{DESK}groupe/nouveau/", fields).url, {})


@pytest.fixture
def short(parcours) -> EtapePage:
    """The one étape of another parcours, without a question."""
    other = factories.ParcoursPageFactory(parent=parcours.get_parent())
    return factories.EtapePageFactory(parent=other)


def be_attested(device, etape):
    """A parcours done to its end, and an attestation with a name."""
    device.post(f"{DESK}etape/{etape.pk}/faite/")
    key = etape.get_parent().translation_key
    asked = {"name": "Camille Reconnaissable"}
    assert device.post(f"{DESK}attestation/{key}/", asked).status_code == 302


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def in_cache() -> str:
    values = [pickle.loads(value) for value in cache._cache.values()]
    return repr(list(zip(cache._cache, values, strict=True)))


def left_by(before: dict, after: dict) -> dict:
    return {
        table: left
        for table, lines in after.items()
        if table not in NOT_OF_ONE_LEARNER
        and (left := [line for line in lines if line not in before.get(table, ())])
    }


def test_who_follows_a_parcours_to_its_end_is_nowhere_named(somebody, etape, caplog):
    caplog.set_level(logging.DEBUG)
    before = rows()

    follow(somebody, etape)

    assert any("La mairie." in line for line in left_by(before, rows())["parcours_learnerevent"])  # fmt: skip
    everything = repr(rows()) + in_cache() + caplog.text
    assert [words for words in SAYS_WHO if words in everything] == []


def test_an_address_is_nowhere_in_clear_nor_what_opens_a_learner_in_a_log(
    somebody, parcours, etape, friend, caplog
):
    caplog.set_level(logging.DEBUG)

    follow(somebody, etape)
    say_who(somebody, parcours, friend)

    everything = repr(rows()) + in_cache()
    assert [words for words in SAYS_WHO if words in everything] == []
    told = [somebody.cookies[COOKIE].value, ADDRESS, NETWORK, BROWSER, "Pseudonyme"]
    assert [words for words in told if words in caplog.text + in_cache()] == []


def test_after_erasing_nothing_is_left_in_any_table(
    somebody, parcours, etape, short, friend
):
    before = rows()
    follow(somebody, etape)
    say_who(somebody, parcours, friend)
    be_attested(somebody, short)
    kept = {"learner", "learnerevent", "learnermail", "learnercode", "membership", "attestation"}  # fmt: skip
    assert {f"parcours_{name}" for name in kept} <= set(left_by(before, rows()))

    somebody.post(f"{DESK}effacer/", {"sure": "1"})

    assert left_by(before, rows()) == {}
    assert "econnaissable" not in repr(rows())
    clock.strike(timezone.now())
    assert left_by(before, rows()) == {}


# --- That the scan sees, and can fail ---------------------------------------------


def test_the_scan_reads_the_table_of_every_model(db):
    kept = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}  # fmt: skip

    assert kept - rows().keys() == set()


LATER = timezone.now() + timedelta(days=1)
# Where each room keeps words about people: what a fault there would leave behind.
ELSEWHERE = {
    "core_outgoingmail": lambda etape: OutgoingMail.objects.create(
        key="x", to=ADDRESS, created_at=LATER, due_at=LATER, useless_after=LATER
    ),
    "core_draftcomment": lambda etape: DraftLink.objects.create(
        page=etape, reader="Une lectrice", made_at=LATER, expires_at=LATER
    ).comments.create(author=ADDRESS, written_at=LATER),
    "core_parution": lambda etape: Parution.objects.create(
        title=ADDRESS, publish_at=LATER
    ),
    "newsletter_subscriber": lambda etape: Subscriber.objects.create(
        address=ADDRESS, language="fr", asked_at=LATER
    ),
    "news_accreditation": lambda etape: Accreditation.objects.create(
        name="Camille", medium="Un média", email=ADDRESS
    ),
    "jeudis_registration": lambda etape: Registration.objects.create(
        jeudi_key=etape.translation_key, address=ADDRESS, language="fr", asked_at=LATER
    ),
    "parcours_learnerevent": lambda etape: LearnerEvent.objects.create(
        learner=Learner.objects.create(), kind="done", payload={"from": NETWORK}, at=LATER
    ),
    "wagtailcore_pagelogentry": lambda etape: PageLogEntry.objects.log_action(
        etape, "wagtail.edit", data={"by": BROWSER}
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", ELSEWHERE)
def test_the_scan_finds_what_any_room_would_keep(etape, table):
    before = rows()

    ELSEWHERE[table](etape)

    assert table in left_by(before, rows())
    assert [words for words in SAYS_WHO if words in repr(rows())] != []


def test_the_scan_finds_what_the_cache_or_a_log_would_keep(db, caplog):
    cache.set("reader", {"address": ADDRESS})
    logging.getLogger("parcours").warning("Answered %s", NETWORK)

    assert ADDRESS in in_cache()
    assert NETWORK in caplog.text
