"""One learner on several devices: codes, addresses, merging, and what is refused."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcours import codes, desk_views, device_views, devices, learner_cookie, progress
from parcours.learner_cookie import COOKIE, current_learner, even_if_merged
from parcours.models import (
    Learner,
    LearnerCode,
    LearnerConsent,
    LearnerEvent,
    LearnerKey,
    LearnerMail,
)
from tests import factories

from .conftest import FIRST, QUIZ, RIGHT, SHEET

CODE, MAIL = "/fr/mon-parcours/code/", "/fr/mon-parcours/courriel/"
ADDRESS = "Camille.Martin@exemple.fr"


@pytest.fixture
def elsewhere():
    """Another device of the same person, or a stranger's."""
    return Client()


@pytest.fixture
def code(client, etape, mark):
    """A code made on a device where one étape is marked."""
    mark(etape)
    html = client.post("/fr/mon-parcours/code/nouveau/").content.decode()
    return re.search(r"<code>([0-9A-Z-]{14})</code>", html)[1]


def begun(device):
    return device.get("/fr/mon-parcours/").context["desk"].begun


def mark_on(device, etape):
    return device.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")


# --- Codes ------------------------------------------------------------------------


def test_a_code_brings_everything_to_a_device_that_had_nothing(
    client, elsewhere, etape, code
):
    told = elsewhere.post(CODE, {"code": code})
    opened = elsewhere.post(CODE, {"code": code, "sure": "1"})

    assert not told.cookies
    assert COOKIE in opened.cookies
    assert begun(elsewhere)[0].steps[0].marked
    assert Learner.objects.count() == 1
    assert client.cookies[COOKIE].value != elsewhere.cookies[COOKIE].value


def test_two_devices_that_were_merged_are_one_learner_and_both_go_on(
    client, elsewhere, parcours, etape, code
):
    second = factories.EtapePageFactory(parent=parcours)
    third = factories.EtapePageFactory(parent=parcours)
    mark_on(elsewhere, second)
    elsewhere.post(CODE, {"code": code, "sure": "1"})
    mark_on(elsewhere, third)

    done = [
        {s.state.etape.key for s in begun(d)[0].steps if s.marked}
        for d in (client, elsewhere)
    ]

    assert done[0] == done[1]
    assert len(done[0]) == 3
    assert Learner.objects.count() == 1


def test_replaying_a_merge_changes_nothing(client, elsewhere, parcours, etape, code):
    mark_on(elsewhere, factories.EtapePageFactory(parent=parcours))
    for _ in range(3):
        elsewhere.post(CODE, {"code": code, "sure": "1"})
        client.post(CODE, {"code": code, "sure": "1"})

    assert Learner.objects.count() == 1
    assert LearnerEvent.objects.filter(kind="done").count() == 2
    assert LearnerKey.objects.count() == 1


def test_a_code_typed_by_a_tired_hand_is_understood(elsewhere, code):
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "

    assert elsewhere.post(CODE, {"code": typed}).status_code == 200


def test_the_address_drawn_fills_the_form_and_opens_nothing_by_itself(elsewhere, code):
    response = elsewhere.get(CODE, {"code": code})

    assert code in response.content.decode()
    assert "there" not in response.context
    assert not response.cookies


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "0000-0000-000", "UUUU-UUUU-UUUU", "\x00" * 12, "٣" * 12, "é" * 10**6],
)
def test_what_is_no_code_is_said_so(elsewhere, home, typed):
    response = elsewhere.post(CODE, {"code": typed})

    assert response.status_code == 422
    assert "pas un code" in response.content.decode()


def test_a_forged_code_opens_nothing(elsewhere, etape, code):
    forged = "0000-0000-0000"

    response = elsewhere.post(CODE, {"code": forged, "sure": "1"})

    assert devices.read_code(forged)
    assert response.status_code == 404
    assert not response.cookies


def test_an_expired_code_opens_nothing(elsewhere, code):
    LearnerCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    response = elsewhere.post(CODE, {"code": code, "sure": "1"})

    assert response.status_code == 404
    assert not response.cookies


@pytest.mark.parametrize("gesture", ["annuler", "nouveau"])
def test_a_code_revoked_or_renewed_opens_nothing(client, elsewhere, code, gesture):
    client.post(f"/fr/mon-parcours/code/{gesture}/")

    assert elsewhere.post(CODE, {"code": code, "sure": "1"}).status_code == 404


def test_cancelling_a_code_is_offered_while_there_is_one(client, etape, mark):
    def offered():
        return "/code/annuler/" in client.get("/fr/mon-parcours/").content.decode()

    mark(etape)
    before = offered()
    client.post("/fr/mon-parcours/code/nouveau/")
    made = offered()
    LearnerCode.objects.update(expires_at=timezone.now())

    assert (before, made, offered()) == (False, True, False)


def test_somebody_else_cannot_revoke_nor_make_a_code(elsewhere, code):
    for gesture in ("annuler", "nouveau"):
        path = f"/fr/mon-parcours/code/{gesture}/"
        assert elsewhere.post(path).status_code == 404

    assert LearnerCode.objects.count() == 1


def test_guessing_is_stopped_even_when_the_guess_is_right(elsewhere, code):
    for _ in range(10):
        elsewhere.post(CODE, {"code": "0000-0000-0000"})

    response = elsewhere.post(CODE, {"code": code, "sure": "1"})

    assert response.status_code == 429
    assert response["Retry-After"]
    assert not response.cookies
    assert begun(elsewhere) == []


def test_another_site_cannot_bring_its_learner_here(elsewhere, code):
    response = elsewhere.post(
        CODE, {"code": code, "sure": "1"}, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403


def test_a_code_is_kept_as_it_cannot_be_read(code):
    kept = LearnerCode.objects.get().sealed

    assert code not in kept and code.replace("-", "") not in kept


@given(st.text(codes.ALPHABET, min_size=11, max_size=11), st.data())
def test_one_wrong_character_is_found(drawn, data):
    whole = drawn + codes.check_character(drawn)
    place = data.draw(st.integers(0, 11))
    other = data.draw(st.sampled_from(codes.ALPHABET))

    read = devices.read_code(whole[:place] + other + whole[place + 1 :])

    assert read == (whole if other == whole[place] else None)


# --- Merging ----------------------------------------------------------------------


def test_merging_does_not_depend_on_who_is_merged_into_whom(db):
    for order in (1, -1):
        pair = [Learner.objects.create() for _ in range(2)]
        for number, learner in enumerate(pair):
            progress.keep_answer(learner, learner_key(number), "a", {"n": number})
        keys = [learner.key for learner in pair]

        merged = devices.merge(*pair[::order])

        assert merged.pk == pair[0].pk
        assert merged.events.count() == 2
        assert [Learner.objects.holding(key) for key in keys] == [merged, merged]


def person(number):
    """A device with something of everything that merging brings together."""
    learner = Learner.objects.create()
    progress.mark_done(learner, learner_key(number % 3))
    progress.keep_answer(learner, learner_key(number), "a", {"n": number})
    progress.keep_draft(learner, learner_key(0), "b", {"n": number})
    learner.mails.create(address=f"{number}", sealed="", sent_at=timezone.now())
    devices.new_code(learner)
    return learner


def brought_together(keys, merges):
    """What is left once devices were merged in this order, through the keys they hold."""
    for one, other in merges:
        devices.merge(*(Learner.objects.holding(keys[each]) for each in (one, other)))
    held = {Learner.objects.holding(key).pk for key in keys}
    learner = Learner.objects.get()
    events = list(learner.events.all())
    return (
        held == {learner.pk},
        {(event.uid, event.kind, str(event.payload)) for event in events},
        {place: kept.payload for place, kept in progress.answers(events).items()},
        {place: kept.payload for place, kept in progress.drafts(events).items()},
        set(learner.mails.values_list("address", flat=True)),
        learner.codes.count(),
        {learner.key, *learner.keys.values_list("key", flat=True)} == set(keys),
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_merges_in_any_order_swapped_and_replayed_end_the_same(db, data):
    """Each device is reached by some merge; beyond that, any of them, any number of times."""
    count = data.draw(st.integers(2, 5))
    device = st.integers(0, count - 1)
    chain = [(place, place + 1) for place in range(count - 1)]
    replays = st.lists(st.tuples(device, device), max_size=6)
    orders = [data.draw(st.permutations(chain + data.draw(replays))) for _ in range(2)]
    swapped = [[pair[::-1] for pair in orders[0]], orders[0] * 2]
    with transaction.atomic():
        keys = [person(number).key for number in range(count)]
        results = []
        for merges in (*orders, *swapped):
            with transaction.atomic():
                results.append(brought_together(keys, merges))
                transaction.set_rollback(True)
        transaction.set_rollback(True)

    assert results[0][0] and results[0][-1]
    assert all(result == results[0] for result in results)


def learner_key(number):
    return f"00000000-0000-4000-8000-00000000000{number}"


def test_a_device_offline_through_two_merges_is_not_lost(db):
    first, second, third = (Learner.objects.create() for _ in range(3))
    offline = third.key

    devices.merge(second, third)
    devices.merge(first, Learner.objects.holding(offline))

    assert Learner.objects.get() == Learner.objects.holding(offline)


def test_what_is_done_while_another_device_merges_is_not_lost(db, rf):
    elder, younger = (Learner.objects.create() for _ in range(2))
    request = rf.post("/", headers={"Cookie": f"{COOKIE}={younger.key}"})
    moments = iter([lambda: devices.merge(elder, younger), lambda: None])

    @even_if_merged
    def view(request):
        learner = current_learner(request)
        next(moments)()
        progress.mark_done(learner, learner_key(1))

    view(request)

    assert elder.events.count() == 1


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen once, after a view has read who asks."""

    def happens(module, name, act):
        read, acts = getattr(module, name), [act]

        def reads(*args):
            found = read(*args)
            if acts:
                acts.pop()()
            return found

        monkeypatch.setattr(module, name, reads)

    return happens


def test_a_merge_clicked_twice_is_one_merge(
    client, elsewhere, parcours, code, meanwhile
):
    mark_on(elsewhere, factories.EtapePageFactory(parent=parcours))
    first = Client(headers={"cookie": f"{COOKIE}={elsewhere.cookies[COOKIE].value}"})
    again = {"code": code, "sure": "1"}
    meanwhile(device_views, "current_learner", lambda: first.post(CODE, again))

    response = elsewhere.post(CODE, again)

    assert response.status_code == 302
    assert Learner.objects.count() == 1
    assert len(begun(elsewhere)[0].progress.version.etapes) == 2


def test_a_code_whose_learner_goes_while_it_is_typed_opens_nothing(
    client, elsewhere, code, meanwhile
):
    erase = lambda: client.post("/fr/mon-parcours/effacer/", {"sure": "1"})  # noqa: E731
    meanwhile(device_views, "current_learner", erase)

    response = elsewhere.post(CODE, {"code": code, "sure": "1"})

    assert response.status_code == 404
    assert not Learner.objects.exists()


@pytest.mark.parametrize(
    ("path", "module", "read", "data"),
    [
        ("code/nouveau/", learner_cookie, "current_learner", {}),
        ("echeance/", desk_views, "gather", {"on": "2026-12-15"}),
        ("envoi/", learner_cookie, "current_learner", {"yes": "1"}),
    ],
)
def test_what_is_asked_while_another_device_merges_is_done(
    client,
    elsewhere,
    parcours,
    etape,
    mark,
    meanwhile,
    settings,
    path,
    module,
    read,
    data,
):
    settings.LRS = settings.LRS | {"url": "http://127.0.0.1:9/xapi"}
    mark(etape)
    elder = Learner.objects.get()
    mark_on(elsewhere, etape)
    younger = Learner.objects.exclude(pk=elder.pk).get()
    meanwhile(module, read, lambda: devices.merge(elder, younger))

    response = elsewhere.post(
        f"/fr/mon-parcours/{path}", data | {"for": str(parcours.translation_key)}
    )

    assert response.status_code in (200, 302)
    assert Learner.objects.get() == elder
    assert (
        elder.codes.exists()
        or elder.events.filter(kind="deadline").exists()
        or LearnerConsent.objects.filter(learner=elder).exists()
    )


# --- Addresses --------------------------------------------------------------------


def ask(device, address=ADDRESS):
    device.post(MAIL, {"address": address})
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def confirm(device, code, address=ADDRESS):
    return device.post(MAIL, {"address": address, "code": code})


def test_the_same_address_opens_the_same_learner_everywhere(
    client, elsewhere, etape, mark
):
    mark(etape)
    confirm(client, ask(client))

    response = confirm(elsewhere, ask(elsewhere, " camille.martin@EXEMPLE.fr "))

    assert response.status_code == 302
    assert begun(elsewhere)[0].steps[0].marked
    assert Learner.objects.count() == 1


def test_signing_in_merges_what_the_device_had(
    client, elsewhere, parcours, etape, mark
):
    mark(etape)
    confirm(client, ask(client))
    mark_on(elsewhere, factories.EtapePageFactory(parent=parcours))

    confirm(elsewhere, ask(elsewhere))

    assert all(step.marked for step in begun(client)[0].steps)
    assert Learner.objects.count() == 1


def test_the_mail_is_in_the_readers_language(client, english_home):
    client.post("/en/my-learning/email/", {"address": ADDRESS})

    assert mail.outbox[0].to == [ADDRESS]


def test_no_address_is_kept_in_clear(client, etape, mark):
    mark(etape)
    confirm(client, ask(client))

    row = LearnerMail.objects.get()

    assert "camille" not in str(vars(row)).casefold()
    assert row.sealed == ""


def test_a_code_by_mail_serves_once(client, elsewhere, home):
    code = ask(client)
    confirm(client, code)

    assert confirm(elsewhere, code).status_code == 422
    assert Learner.objects.count() == 1


def test_a_code_by_mail_lasts_ten_minutes(client, home):
    code = ask(client)
    LearnerMail.objects.update(sent_at=timezone.now() - timedelta(minutes=11))

    assert confirm(client, code).status_code == 422
    assert not Learner.objects.exists()


def test_after_five_tries_the_right_code_is_worth_nothing(client, home):
    code = ask(client)
    for number in range(5):
        wrong = f"{(int(code) + number + 1) % 10**6:06}"
        assert confirm(client, wrong).status_code == 422

    assert confirm(client, code).status_code == 422
    assert not Learner.objects.exists()


def test_somebody_elses_address_does_not_take_a_code(client, home):
    code = ask(client)

    assert confirm(client, code, "autre@exemple.fr").status_code == 422


@pytest.mark.parametrize("address", ["", "camille", "a@b", "\x00@exemple.fr", "a" * 10**6])  # fmt: skip
def test_what_is_no_address_is_said_so(client, home, address):
    response = client.post(MAIL, {"address": address})

    assert response.status_code == 422
    assert mail.outbox == []


@pytest.mark.parametrize("code", ["", "abc", "\x00", "٣" * 6, "1" * 10**6])
def test_what_is_no_code_by_mail_opens_nothing(client, home, code):
    ask(client)

    assert confirm(client, code).status_code == 422
    assert not Learner.objects.exists()


def test_one_address_is_not_flooded(client, home):
    statuses = [client.post(MAIL, {"address": ADDRESS}).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert len(mail.outbox) == 3


def test_whoever_asked_too_often_still_types_the_code_they_have(client, home):
    code = [ask(client) for _ in range(3)][-1]
    refused = client.post(MAIL, {"address": ADDRESS})

    assert refused.status_code == 429 and refused["Retry-After"] == "600"
    html = refused.content.decode()
    assert 'name="code"' in html and "Envoyer un autre code" not in html
    assert confirm(client, code).status_code == 302


def test_an_address_never_confirmed_is_forgotten(client, home):
    ask(client)
    LearnerMail.objects.update(sent_at=timezone.now() - timedelta(minutes=11))

    ask(client, "autre@exemple.fr")

    assert LearnerMail.objects.count() == 1


# --- Nothing left -----------------------------------------------------------------


def rows_of_parcours():
    """Every value of every table of this room, as the database keeps it."""
    found = ""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("parcours").get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += str(cursor.fetchall())
    return found


def test_after_erasing_nothing_is_left(client, elsewhere, etape, code, answer):
    elsewhere.post(CODE, {"code": code, "sure": "1"})
    confirm(client, ask(client))
    answer(QUIZ, {"choice": RIGHT})
    answer(SHEET, {f"prompt-{FIRST}": "Mon secret"})
    answer(SHEET, {f"prompt-{FIRST}": "Mon brouillon", "draft": "1"})
    path = "/fr/mon-parcours/echeance/"
    client.post(path, {"for": str(etape.translation_key), "on": "2026-12-15"})
    assert "Mon secret" in rows_of_parcours()
    keys = [device.cookies[COOKIE].value for device in (client, elsewhere)]

    client.post("/fr/mon-parcours/effacer/", {"sure": "1"})

    for model in (Learner, LearnerEvent, LearnerKey, LearnerCode, LearnerMail):
        assert not model.objects.exists()
    left = rows_of_parcours()
    for trace in ("Mon secret", "Mon brouillon", "2026-12-15", *keys):
        assert trace not in left
    assert begun(elsewhere) == []
    assert elsewhere.post(CODE, {"code": code}).status_code == 404
