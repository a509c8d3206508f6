"""
The limits where guessing pays, reached as a guesser reaches them, and what comes after.

The limits are the site's own. Where they are wide, the tries before the last one are
counted by what counts them, without asking for six hundred pages.
"""

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from core import guessing
from parcours.learner_cookie import COOKIE
from parcours.models import Learner, LearnerGroup, LearnerMail
from tests import factories

GUESSER, HONEST = "198.51.100.7", "203.0.113.9"
ADDRESS = "camille@exemple.fr"
NO_CODE = "0000-0000-0000"  # of the right form, and nobody's
NO_GROUP = "000-000-000"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The hour that the limits read; `clock.wait()` is ten minutes."""

    class Clock:
        now = 1_800_000_000.0

        def wait(self, seconds=600):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(guessing, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


def device(address=GUESSER):
    return Client(REMOTE_ADDR=address)


def tried(what, times, most, in_all, address=GUESSER):
    """As many tries as somebody at an address made before."""
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    for _ in range(times):
        guessing.is_allowed(request, what, most=most, in_all=in_all)


def tried_by_many(what, in_all):
    """A crowd that reaches the limit in all, none of it its own."""
    for number in range(in_all):
        address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        tried(what, 1, 2, in_all, address)


def says_so(response, language="fr"):
    """Refused, in the reader's language, with what to do and a way back to the desk."""
    html = response.content.decode()
    words = {"fr": "Attendez dix minutes", "en": "Wait ten minutes"}[language]
    return (
        response.status_code == 429
        and int(response["Retry-After"]) <= 600
        and words in html
        and f'<html lang="{language}"' in html
        and re.search(r'class="onward" href="/(fr/mon-parcours|en/my-learning)/"', html)
    )


@pytest.fixture
def code(parcours):
    """The personal code of somebody who marked an étape."""
    etape = factories.EtapePageFactory(parent=parcours)
    owner = device(HONEST)
    owner.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")
    html = owner.post("/fr/mon-parcours/code/nouveau/").content.decode()
    return re.search(r"<code>([0-9A-Z-]{14})</code>", html)[1]


@pytest.fixture
def leader():
    return device(HONEST)


@pytest.fixture
def group(parcours, leader):
    fields = {"parcours": parcours.translation_key, "ends_on": timezone.localdate()}
    return leader.post("/fr/mon-parcours/groupe/nouveau/", fields).url


# --- Personal codes ---------------------------------------------------------------

CODE = {"fr": "/fr/mon-parcours/code/", "en": "/en/my-learning/code/"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_eleventh_personal_code_in_ten_minutes_waits(code, english_home, language):
    guesser = device()
    statuses = [guesser.post(CODE[language], {"code": NO_CODE}).status_code for _ in range(10)]  # fmt: skip

    refused = guesser.post(CODE[language], {"code": code, "sure": "1"})

    assert statuses == [404] * 10
    assert says_so(refused, language)
    assert COOKIE not in guesser.cookies


def test_a_reader_behind_a_guesser_opens_their_code_ten_minutes_later(code, clock):
    guesser = device()
    for _ in range(50):  # and goes on after it was refused
        guesser.post(CODE["fr"], {"code": NO_CODE})

    reader = device()
    before = reader.post(CODE["fr"], {"code": code, "sure": "1"}).status_code
    clock.wait()
    after = reader.post(CODE["fr"], {"code": code, "sure": "1"})

    assert (before, after.status_code) == (429, 302)
    assert COOKIE in reader.cookies


def test_a_reader_elsewhere_does_not_wait_for_a_guesser(code):
    guesser = device()
    for _ in range(50):
        guesser.post(CODE["fr"], {"code": NO_CODE})

    reader = device("192.0.2.44")

    assert reader.post(CODE["fr"], {"code": code, "sure": "1"}).status_code == 302


def test_a_crowd_of_guessers_is_stopped_for_ten_minutes(code, clock):
    tried_by_many("code", 300)

    reader = device("192.0.2.44")
    assert says_so(reader.post(CODE["fr"], {"code": code, "sure": "1"}))
    clock.wait()
    assert reader.post(CODE["fr"], {"code": code, "sure": "1"}).status_code == 302


def test_what_is_no_code_at_all_is_no_try(code):
    """Who mistypes is told which character to check, as often as they need."""
    reader = device()
    for _ in range(30):
        assert reader.post(CODE["fr"], {"code": "0000-0000-0001"}).status_code == 422

    assert reader.post(CODE["fr"], {"code": code, "sure": "1"}).status_code == 302


# --- Codes of groups --------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_601st_code_of_a_group_in_ten_minutes_waits(
    group, english_home, language, method
):
    tried("group", 599, most=600, in_all=3000)
    guesser = device()
    path = {"fr": "/fr/mon-parcours/groupe/", "en": "/en/my-learning/group/"}[language]
    last = guesser.get(f"{path}{NO_GROUP}/").status_code

    refused = getattr(guesser, method)(f"{path}{group.split('/')[-2]}/")

    assert last == 404
    assert says_so(refused, language)
    assert not LearnerGroup.objects.get().memberships.exists()


def test_a_group_code_typed_with_personal_ones_counts_as_one_of_a_group(group):
    tried("group", 600, most=600, in_all=3000)
    guesser = device()

    led = guesser.post(CODE["fr"], {"code": group.split("/")[-2]}, follow=True)

    assert says_so(led)


def test_who_is_in_a_group_or_leads_it_never_waits_for_guessers(group, leader):
    member = device()
    member.post(group, {})
    tried("group", 700, most=600, in_all=3000)
    tried_by_many("group", 3000)

    assert device().get(group).status_code == 429
    assert member.get(group).status_code == leader.get(group).status_code == 200


def test_a_room_behind_a_guesser_joins_ten_minutes_later(group, clock):
    tried("group", 5000, most=600, in_all=3000)

    before = device().post(group, {}).status_code
    clock.wait()

    assert (before, device().post(group, {}).status_code) == (429, 302)


def test_making_groups_is_limited_and_opens_again(parcours, clock):
    fields = {"parcours": parcours.translation_key, "ends_on": timezone.localdate()}
    maker = device()
    for _ in range(20):
        maker.post("/fr/mon-parcours/groupe/nouveau/", fields)

    assert says_so(maker.post("/fr/mon-parcours/groupe/nouveau/", fields))
    clock.wait()
    assert maker.post("/fr/mon-parcours/groupe/nouveau/", fields).status_code == 302


# --- Codes by mail ----------------------------------------------------------------

MAIL = {"fr": "/fr/mon-parcours/courriel/", "en": "/en/my-learning/email/"}


def asked(reader, address=ADDRESS, language="fr"):
    return reader.post(MAIL[language], {"address": address})


def received():
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_asks_for_a_sixth_mail_in_ten_minutes(english_home, language, clock):
    sender = device()
    for number in range(5):
        asked(sender, f"{number}@exemple.fr", language)

    assert says_so(asked(sender, ADDRESS, language), language)
    assert len(mail.outbox) == 5
    clock.wait()
    assert asked(sender, ADDRESS, language).status_code == 200


def test_an_address_that_others_flooded_receives_a_code_later(home, clock):
    for number in range(3):
        asked(device(f"10.0.0.{number}"))
    reader = device(HONEST)

    assert says_so(asked(reader))
    clock.wait()
    asked(reader)
    confirmed = reader.post(MAIL["fr"], {"address": ADDRESS, "code": received()})

    assert confirmed.status_code == 302


def test_mails_that_a_crowd_asks_for_are_limited_in_all(home, clock):
    tried_by_many("mail", 200)

    assert says_so(asked(device(HONEST)))
    assert mail.outbox == []
    clock.wait()
    assert asked(device(HONEST)).status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_codes_by_mail_are_tried_twenty_times_by_one_reader(
    english_home, language, clock
):
    """Each address has five tries of its own; this is for who goes through addresses."""
    asked(device(HONEST), language=language)
    guesser = device()
    for number in range(20):
        guess = {"address": f"{number}@exemple.fr", "code": "000000"}
        assert guesser.post(MAIL[language], guess).status_code == 422

    right = {"address": ADDRESS, "code": received()}

    assert says_so(guesser.post(MAIL[language], right), language)
    assert not Learner.objects.exists()
    assert LearnerMail.objects.get().tries == 0  # its own tries are left whole
    assert device(HONEST).post(MAIL[language], right).status_code == 302


def test_five_wrong_codes_close_one_code_and_not_the_address(home, clock):
    guesser, reader = device(), device(HONEST)
    asked(reader)
    first = received()
    for wrong in range(5):
        guess = f"{(int(first) + 1 + wrong) % 10**6:06}"
        guesser.post(MAIL["fr"], {"address": ADDRESS, "code": guess})

    closed = reader.post(MAIL["fr"], {"address": ADDRESS, "code": first})
    asked(reader)
    opened = reader.post(MAIL["fr"], {"address": ADDRESS, "code": received()})

    assert (closed.status_code, opened.status_code) == (422, 302)


# --- Attestations -----------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_asking_for_attestations_is_limited_and_opens_again(
    parcours, english_home, language, clock
):
    etape = factories.EtapePageFactory(parent=parcours)
    reader = device()
    reader.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")
    tried("attestation", 30, most=30, in_all=3000)
    desk = {"fr": "/fr/mon-parcours/", "en": "/en/my-learning/"}[language]
    noun = {"fr": "attestation", "en": "certificate"}[language]
    path = f"{desk}{noun}/{parcours.translation_key}/"

    assert says_so(reader.post(path), language)
    clock.wait()
    assert reader.post(path).status_code == 302
