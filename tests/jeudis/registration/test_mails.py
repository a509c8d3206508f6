"""What is written to those who are registered, each once, and erased in time."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import pre_delete
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.models import OutgoingMail
from jeudis import chores
from jeudis.models import JeudiPage, Registration
from jeudis.registration import by_the_clock, desk, letters
from tests.factories import paris

from .conftest import NOW, STARTS, link_in, mails, publish

MEDIA = [{"type": "link", "value": {"title": "Le film", "url": "https://example.org/", "kind": "video"}}]  # fmt: skip


def subjects() -> list[str]:
    return [mail.subject for mail in mails()]


def strike(moment):
    """Twice in the same minute: what is due is done once."""
    chores.write_to_the_registered(moment)
    chores.write_to_the_registered(moment)


# --- What changes -----------------------------------------------------------------


def test_nothing_changed_nothing_is_written(come):
    come()

    strike(NOW)

    assert subjects() == []


def test_a_moved_jeudi_is_told_once_with_its_new_date_for_the_agenda(come, jeudi):
    come()
    publish(jeudi, starts_at=paris(2026, 12, 10, 12))

    strike(NOW)
    strike(NOW + timedelta(minutes=1))

    [mail] = mails()
    assert mail.subject == "Nouvelle date\u202f: L’alliance, pourquoi\u202f?"
    assert "jeudi 3\u00a0décembre 2026" in mail.text and "jeudi 10\u00a0décembre 2026" in mail.text  # fmt: skip
    assert "DTSTART;TZID=Europe/Paris:20261210T120000" in mail.files[0]["text"]
    assert "SEQUENCE:1" in mail.files[0]["text"]


def test_a_day_that_has_passed_is_refused_while_somebody_waits_for_another(come, jeudi):
    come()

    for typo in (paris(2025, 12, 4, 12), paris(2026, 11, 19, 12)):
        with pytest.raises(ValidationError) as refused:
            publish(jeudi, starts_at=typo, registration_opens_at=None)

        [message] = refused.value.message_dict["starts_at"]
        assert "jeudi 3 décembre 2026 à 12 h" in message
    jeudi.refresh_from_db()
    assert jeudi.starts_at == STARTS
    strike(NOW)
    assert subjects() == []


def test_a_day_that_has_passed_is_nobodys_trouble_without_anybody_who_waits(
    come, jeudi, at
):
    past = {"starts_at": paris(2025, 12, 4, 12), "registration_opens_at": None}
    Registration.objects.create(
        jeudi_key=jeudi.translation_key, address="a@example.org", language="fr",
        asked_at=NOW, told=letters.told(jeudi),
    )  # fmt: skip
    publish(jeudi, **past)  # an address that nobody confirmed is told nothing

    publish(jeudi, starts_at=STARTS)
    come()
    at(STARTS + timedelta(days=2))
    publish(
        jeudi, starts_at=paris(2026, 12, 3, 14)
    )  # it took place: its hour is mended

    jeudi.refresh_from_db()
    assert jeudi.starts_at == paris(2026, 12, 3, 14)


def test_whoever_was_told_that_it_is_cancelled_waits_for_no_day(come, jeudi):
    come()
    publish(jeudi, status="cancelled", cancellation_reason="Grève.")
    strike(NOW)

    publish(jeudi, starts_at=paris(2025, 12, 4, 12), registration_opens_at=None)

    jeudi.refresh_from_db()
    assert jeudi.starts_at == paris(2025, 12, 4, 12)


def test_a_cancelled_jeudi_is_told_with_its_reason_then_that_it_takes_place(
    come, jeudi
):
    come()
    publish(jeudi, status="cancelled", cancellation_reason="Grève des transports.")
    strike(NOW)
    publish(jeudi, status="planned")
    strike(NOW + timedelta(minutes=1))

    cancelled, back = mails()
    assert cancelled.subject.startswith("Annulé")
    assert "Grève des transports." in cancelled.text
    assert "STATUS:CANCELLED" in cancelled.files[0]["text"]
    assert back.subject.startswith("Il a lieu")
    assert "STATUS:CONFIRMED" in back.files[0]["text"]


def test_who_cancels_while_mails_are_written_has_none_of_them(come, jeudi, request):
    come()
    publish(jeudi, starts_at=paris(2026, 12, 10, 12))

    # Cancelling waits for the row, which whoever writes lets go once the mail is there.
    def written_meanwhile(sender, **_signal):
        if sender is Registration:
            strike(NOW)

    pre_delete.connect(written_meanwhile)
    request.addfinalizer(partial(pre_delete.disconnect, written_meanwhile))
    desk.cancel(Registration.objects.get(), NOW)

    assert {mail.to for mail in OutgoingMail.objects.all()} == {""}


def test_moved_then_cancelled_within_the_minute_is_one_mail(come, jeudi):
    come()
    publish(jeudi, starts_at=paris(2026, 12, 10, 12))
    publish(jeudi, status="cancelled", cancellation_reason="Grève.")

    strike(NOW)

    assert [subject[:6] for subject in subjects()] == ["Annulé"]


def test_words_that_change_are_no_news(come, jeudi):
    come()
    publish(jeudi, title="Autre titre", slug="autre", introduction="Autre.")

    strike(NOW)

    assert subjects() == []


def test_who_has_not_confirmed_is_told_nothing(come, jeudi):
    registration = come()
    Registration.objects.filter(pk=registration.pk).update(confirmed_at=None)
    publish(jeudi, starts_at=paris(2026, 12, 10, 12))

    strike(NOW)

    assert subjects() == []


# --- One reminder -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (STARTS - timedelta(hours=24, seconds=1), 0),
        (STARTS - timedelta(hours=24), 1),
        (STARTS - timedelta(seconds=1), 1),
        (STARTS, 0),
    ],
)
def test_a_reminder_the_day_before_never_after(come, moment, count):
    come()

    strike(moment)

    assert len([each for each in subjects() if each.startswith("Rappel")]) == count


def test_one_reminder_whatever_the_minutes(come):
    come()
    for minute in range(0, 1440, 360):
        strike(STARTS - timedelta(minutes=1440 - minute))

    [mail] = mails()
    assert "https://direct.example.org/" in mail.text
    assert mail.useless_after == STARTS + timedelta(hours=1)


def test_who_has_just_registered_is_not_reminded(come):
    come(confirmed_at=STARTS - timedelta(hours=2))

    strike(STARTS - timedelta(hours=1))

    assert subjects() == []


def test_a_moved_jeudi_is_reminded_for_its_new_day(come, jeudi):
    come()
    strike(STARTS - timedelta(hours=20))
    publish(jeudi, starts_at=STARTS + timedelta(weeks=1))
    strike(STARTS - timedelta(hours=19))
    strike(STARTS + timedelta(weeks=1) - timedelta(hours=20))

    assert [subject.partition("\u202f")[0] for subject in subjects()] == [
        "Rappel",
        "Nouvelle date",
        "Rappel",
    ]


def test_nobody_is_reminded_of_a_cancelled_one(come, jeudi):
    come()
    publish(jeudi, status="cancelled", cancellation_reason="Grève.")

    strike(STARTS - timedelta(hours=20))

    assert [subject[:6] for subject in subjects()] == ["Annulé"]


# --- One replay -------------------------------------------------------------------


def test_a_replay_is_told_once_when_there_is_one(come, jeudi):
    come()
    after = STARTS + timedelta(days=2)
    strike(after)
    assert subjects() == []

    publish(jeudi, media=MEDIA)
    strike(STARTS + timedelta(minutes=30))  # still going on
    assert [each for each in subjects() if each.startswith("À retrouver")] == []
    strike(after)
    publish(jeudi, title="Autre titre")
    strike(after + timedelta(minutes=1))

    [mail] = [each for each in mails() if each.subject.startswith("À retrouver")]
    assert "/fr/jeudis/saison-1/alliance/" in mail.text


def test_each_mail_says_how_to_cancel(come, jeudi, client):
    come()
    strike(STARTS - timedelta(hours=20))

    link = link_in(mails()[0])
    client.post(link, {"cancel": ""})

    assert Registration.objects.count() == 0


def test_each_is_written_to_in_their_language(come, jeudi, english_home):
    come("camille@exemple.fr", "fr")
    come("kim@example.org", "en")

    strike(STARTS - timedelta(hours=20))

    firsts = {mail.to: mail.subject.split()[0].rstrip(":") for mail in mails()}
    assert firsts == {"camille@exemple.fr": "Rappel", "kim@example.org": "Reminder"}


def test_a_title_that_nobody_translated_says_its_language(come, english_home):
    come("kim@example.org", "en")
    come("camille@exemple.fr", "fr")

    strike(STARTS - timedelta(hours=20))

    html = {mail.to: mail.html for mail in mails()}
    assert '<dd lang="fr">L’alliance' in html["kim@example.org"]
    assert "<dd>L’alliance" in html["camille@exemple.fr"]


def test_many_are_written_to_in_turns_each_once(come, monkeypatch):
    monkeypatch.setattr(by_the_clock, "AT_ONCE", 3)
    for n in range(8):
        come(f"a{n}@exemple.fr")

    strike(STARTS - timedelta(hours=20))

    assert sorted(mail.to for mail in mails()) == [f"a{n}@exemple.fr" for n in range(8)]


def test_a_mail_that_cannot_be_written_is_not_noted_as_written(come, monkeypatch):
    come()
    with monkeypatch.context() as broken:
        broken.setattr(letters, "reminder", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            chores.write_to_the_registered(STARTS - timedelta(hours=20))

    strike(STARTS - timedelta(hours=20))

    assert len(subjects()) == 1


# --- Erased in time ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "count"),
    [(-1, 1), (0, 0)],
)
def test_addresses_go_thirty_days_after_the_end_to_the_second(come, seconds, count):
    come()
    ends = STARTS + timedelta(hours=1)

    chores.erase_registrations(ends + timedelta(days=30, seconds=seconds))

    assert Registration.objects.count() == count


def test_the_mails_of_an_erased_address_forget_it_too(come):
    come()
    strike(STARTS - timedelta(hours=20))

    chores.erase_registrations(STARTS + timedelta(days=31))

    assert OutgoingMail.objects.exclude(to="").count() == 0


@pytest.mark.parametrize(("hours", "count"), [(47.99, 1), (48, 0)])
def test_an_address_that_nobody_confirmed_goes_after_two_days(
    client, jeudi, hours, count
):
    client.post(f"/fr/inscription/{jeudi.translation_key}/", {"address": "a@exemple.fr"})  # fmt: skip

    chores.erase_registrations(NOW + timedelta(hours=hours))

    assert Registration.objects.count() == count


def test_the_addresses_of_a_deleted_jeudi_go(come, jeudi):
    come()
    JeudiPage.objects.get(pk=jeudi.pk).delete()

    chores.erase_registrations(NOW)

    assert Registration.objects.count() == 0


def test_an_unpublished_jeudi_writes_to_nobody_and_forgets_in_time(come, jeudi):
    come()
    jeudi.unpublish()

    strike(STARTS - timedelta(hours=20))
    chores.erase_registrations(STARTS + timedelta(days=31))

    assert (subjects(), Registration.objects.count()) == ([], 0)


def test_the_clock_does_it(come, at):
    come()
    at(STARTS + timedelta(days=40))

    call_command("tick", "--only", "jeudis.chores.erase_registrations")

    assert Registration.objects.count() == 0


# --- Whatever happens -------------------------------------------------------------


class Weeks(RuleBasedStateMachine):
    """Moved, cancelled, back, recorded, at any minute: nobody is told the same thing twice."""

    come = jeudi = None

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.come()
        self.last = letters.told(self.jeudi)

    def page(self):
        return JeudiPage.objects.get(pk=self.jeudi.pk)

    @rule(weeks=st.integers(0, 3))
    def move(self, weeks):
        publish(self.jeudi, starts_at=STARTS + timedelta(weeks=weeks))

    @rule(status=st.sampled_from(["planned", "cancelled"]))
    def cancel_or_not(self, status):
        publish(self.jeudi, status=status, cancellation_reason="Grève.")

    @rule(minutes=st.sampled_from([1, 60, 60 * 24, 60 * 24 * 5]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def strike(self):
        page, count = self.page(), len(mails())
        strike(self.now)
        written = mails()[count:]
        changed = letters.told(page) != self.last and self.now < page.ends_at
        news = [mail for mail in written if ":changed:" in mail.key]
        assert len(news) == changed
        if changed:
            self.last = letters.told(page)

    @invariant()
    def no_mail_is_written_twice(self):
        if not hasattr(self, "now"):
            return
        reminders = [mail.subject for mail in mails() if ":reminder:" in mail.key]
        assert len(reminders) == len(set(reminders))
        assert all(mail.to == "camille@exemple.fr" for mail in mails())

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


def test_whatever_happens_each_thing_is_told_once(come, jeudi):
    Weeks.come, Weeks.jeudi = staticmethod(come), jeudi
    run_state_machine_as_test(
        Weeks, settings=hypothesis_settings(max_examples=12, stateful_step_count=8)
    )
