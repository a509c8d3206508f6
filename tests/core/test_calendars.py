"""Calendars to subscribe to, as programs that read them again and again see them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from icalendar import Calendar
from wagtail.models import Revision

from core import calendars
from core.calendars import Occasion, Recurrence, Status
from core.models import OccasionVersion
from tests import factories
from tests.factories import paris
from tests.test_every_page import MOST_STATEMENTS, multiply

EVERY = "/fr/jeudis/agenda.ics"
MEDIA = [
    {
        "type": "link",
        "value": {"title": "Le film", "url": "https://example.org/", "kind": "video"},
    }
]


@pytest.fixture
def jeudi(season):
    return factories.JeudiPageFactory(
        parent=season,
        title="L'alliance, pourquoi ?",
        slug="alliance",
        starts_at=paris(2026, 11, 26, 12),
        duration_minutes=45,
    )


@pytest.fixture
def agenda(home):
    return factories.AgendaPageFactory(parent=home)


def read(content) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def events(client, path=EVERY):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return read(response.content)


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


# --- What an event says -----------------------------------------------------------


def test_a_jeudi_has_its_hour_in_paris(client, jeudi):
    [event] = events(client)

    assert event["uid"] == f"{jeudi.translation_key}@faire-alliance"
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    assert event["dtstart"].dt == datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Europe/Paris"))  # fmt: skip
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)
    assert event["status"] == "CONFIRMED"


def test_the_calendar_explains_the_zone_it_names(client, jeudi):
    response = client.get("/fr/jeudis/agenda.ics", follow=True)

    zones = Calendar.from_ical(response.content).walk("VTIMEZONE")
    assert [zone["tzid"] for zone in zones] == ["Europe/Paris"]


def test_the_uid_of_an_event_outlives_its_slug(client, jeudi):
    [before] = events(client)

    jeudi.slug = "autre"
    jeudi.save_revision().publish()
    [after] = events(client)

    assert after["uid"] == before["uid"]


@pytest.mark.parametrize("day", [(2026, 7, 2), (2026, 12, 3)])
def test_noon_is_noon_in_summer_and_in_winter(client, season, day):
    factories.JeudiPageFactory(parent=season, starts_at=paris(*day, 12))

    [event] = events(client)

    assert event["dtstart"].dt.hour == 12


def test_a_date_to_confirm_is_tentative(client, season):
    factories.JeudiPageFactory(parent=season, is_date_confirmed=False)

    [event] = events(client)

    assert event["status"] == "TENTATIVE"


def test_whole_days_end_the_day_after_the_last(client, agenda):
    factories.EventPageFactory(
        parent=agenda, starts_on=date(2022, 3, 28), ends_on=date(2022, 3, 29)
    )

    [event] = events(client, "/fr/agenda/agenda.ics")

    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstart"].dt == date(2022, 3, 28)
    assert event["dtend"].dt == date(2022, 3, 30)


def test_one_whole_day_ends_the_day_after(client, agenda):
    factories.EventPageFactory(parent=agenda, starts_on=date(2022, 3, 28))

    [event] = events(client, "/fr/agenda/agenda.ics")

    assert event["dtend"].dt == date(2022, 3, 29)


def test_an_event_whose_end_nobody_knows_has_none(client, agenda):
    # RFC 5545, 3.8.2.2: DTEND must be later than DTSTART.
    factories.EventPageFactory(
        parent=agenda, starts_on=date(2022, 3, 28), starts_at_time=time(19)
    )

    [event] = events(client, "/fr/agenda/agenda.ics")

    assert event["dtstart"].dt.hour == 19
    assert "dtend" not in event


def test_an_event_says_where(client, agenda):
    factories.EventPageFactory(
        parent=agenda, place="Palais d'Iéna", address="9, place d'Iéna ; Paris"
    )

    [event] = events(client, "/fr/agenda/agenda.ics")

    assert event["location"] == "Palais d’Iéna, 9, place d’Iéna\u202f; Paris"


def test_a_title_cannot_add_lines_to_a_calendar(client, season):
    factories.JeudiPageFactory(
        parent=season, title="Fin\r\nEND:VEVENT\r\nATTENDEE:x", slug="fin"
    )

    [event] = events(client)

    assert "attendee" not in event


def test_drafts_are_in_no_calendar(client, season):
    factories.JeudiPageFactory(parent=season, live=False)

    assert events(client) == []


def test_an_event_has_the_typography_and_the_language_of_its_page(client, jeudi):
    publish(jeudi, introduction="Pourquoi ? L'essentiel.")

    [event] = events(client)

    assert event["summary"] == "L’alliance, pourquoi\u202f?"
    assert event["summary"].params["LANGUAGE"] == "fr"
    assert event["description"].startswith("Pourquoi\u202f? L’essentiel.\n\nhttp://")


def test_an_event_says_how_to_join_it(client, jeudi):
    publish(jeudi, join_url="https://direct.example.org/j?x=1,2;3")

    [event] = events(client)

    assert event["conference"] == "https://direct.example.org/j?x=1,2;3"
    assert event["url"] == "http://testserver/fr/jeudis/saison-1/alliance/"


def test_a_calendar_says_what_it_is_and_when_to_read_it_again(client, jeudi, season):
    content = client.get("/fr/jeudis/saison-1/agenda.ics", follow=True).content

    ics = Calendar.from_ical(content)
    assert ics["name"] == ics["x-wr-calname"] == season.title
    assert ics["refresh-interval"].dt == timedelta(hours=1)
    assert ics["x-published-ttl"] == "PT1H"
    assert ics["source"] == "http://testserver/fr/jeudis/saison-1/agenda.ics"
    assert ics["color"] == "steelblue"
    # RFC 5546 wants an organiser of what has a method; a subscription has none.
    assert "method" not in ics


def test_lines_are_folded_at_75_bytes_and_end_as_the_norm_says(client, jeudi):
    publish(jeudi, introduction="é" * 400)

    content = client.get(EVERY, follow=True).content

    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_jeudi_is_a_calendar_by_itself(client, jeudi, season):
    factories.JeudiPageFactory(parent=season)

    [event] = events(client, f"{jeudi.href}agenda.ics")

    assert event["uid"] == f"{jeudi.translation_key}@faire-alliance"


def test_its_page_leads_to_it_and_a_listing_to_what_agendas_subscribe_to(client, jeudi):
    jeudi.starts_at = timezone.now() + timedelta(days=7)
    publish(jeudi, exception_reason="Pour un test.")

    page = client.get(jeudi.href).content.decode()
    listing = client.get("/fr/jeudis/").content.decode()

    assert f'href="{jeudi.href}agenda.ics"' in page
    for query in ("", "?rappel=1440", "?rappel=60"):
        assert f'href="webcal://testserver{EVERY}{query}"' in listing
    assert f'href="{EVERY}"' in listing
    assert listing.count("S’abonner au fil Atom") == 1


def test_an_event_of_the_agenda_is_a_calendar_by_itself(client, agenda):
    event = factories.EventPageFactory(parent=agenda)

    [found] = events(client, f"{event.href}agenda.ics")

    assert found["uid"] == f"{event.translation_key}@faire-alliance"


# --- Alarms -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "before"), [("15", "-PT15M"), ("60", "-PT1H"), ("1440", "-P1D")]
)
def test_a_subscription_may_ask_for_an_alarm(client, jeudi, asked, before):
    [event] = events(client, f"{EVERY}?rappel={asked}")

    [alarm] = event.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    assert alarm["trigger"].to_ical().decode() == before
    assert events(client)[0].walk("VALARM") == []


@pytest.mark.parametrize("asked", ["0", "-5", "999999999999", "\x00", "1440\r\nX:1"])
def test_an_alarm_that_does_not_exist_is_refused_in_words(client, jeudi, asked):
    response = client.get("/fr/jeudis/agenda.ics", {"rappel": asked}, follow=True)

    assert response.status_code == 400
    assert "15, 60, 1440" in response.content.decode()


def test_nothing_rings_for_what_is_cancelled(client):
    event = Occasion(
        "a", "Un", "/a/", "", NOON, NOON, NOON, status=Status.CANCELLED
    )  # fmt: skip

    [found] = read(calendars.write([event], "", "fr", alarm=timedelta(hours=1)))

    assert found["status"] == "CANCELLED"
    assert found.walk("VALARM") == []
    assert found["transp"] == "TRANSPARENT"
    assert "Annulé" in found["description"]


# --- What comes again -------------------------------------------------------------

NOON = paris(2026, 10, 15, 12)
CYCLE = Occasion(
    key="cycle",
    title="Cycle prospectif",
    path="/fr/agenda/cycle/",
    summary="",
    starts=NOON,
    ends=NOON + timedelta(hours=1),
    updated_at=NOON,
)


def test_third_thursdays_come_again_but_for_one_skipped_one_moved_one_cancelled():
    moved = replace(
        CYCLE, starts=paris(2026, 12, 18, 14), ends=paris(2026, 12, 18, 15), sequence=2
    )
    cancelled = replace(
        CYCLE,
        starts=paris(2027, 1, 21, 12),
        ends=paris(2027, 1, 21, 13),
        status=Status.CANCELLED,
    )
    cycle = replace(
        CYCLE,
        recurrence=Recurrence(
            rule="FREQ=MONTHLY;BYDAY=3TH",
            skipped=(paris(2026, 11, 19, 12),),
            changed=(
                (paris(2026, 12, 17, 12), moved),
                (paris(2027, 1, 21, 12), cancelled),
            ),
        ),
    )

    first, second, third = read(calendars.write([cycle], "", "fr"))

    assert first["rrule"].to_ical() == b"FREQ=MONTHLY;BYDAY=3TH"
    assert first["exdate"].dts[0].dt == paris(2026, 11, 19, 12)
    assert first["exdate"].params["TZID"] == "Europe/Paris"
    assert second["recurrence-id"].dt == paris(2026, 12, 17, 12)
    assert second["dtstart"].dt == paris(2026, 12, 18, 14)
    assert third["status"] == "CANCELLED"
    assert {event["uid"] for event in (first, second, third)} == {
        "cycle@faire-alliance"
    }


def test_whole_days_come_again_by_days():
    day = date(2026, 10, 15)
    cycle = replace(
        CYCLE,
        starts=day,
        ends=day,
        recurrence=Recurrence("FREQ=MONTHLY;BYDAY=3TH", skipped=(date(2026, 11, 19),)),
    )

    [event] = read(calendars.write([cycle], "", "fr"))

    assert event["exdate"].params["VALUE"] == "DATE"
    assert b"VTIMEZONE" not in calendars.write([cycle], "", "fr")


# --- What changes -----------------------------------------------------------------


def test_a_moved_jeudi_moves_and_counts_one_change_more(client, jeudi):
    [before] = events(client)

    publish(jeudi, starts_at=paris(2026, 12, 3, 12))
    [after] = events(client)

    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == paris(2026, 12, 3, 12)
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_a_moved_jeudi_says_the_day_that_no_longer_holds(client, jeudi):
    publish(jeudi, starts_at=paris(2027, 12, 2, 12))
    publish(jeudi, starts_at=paris(2027, 12, 9, 12))

    assert (
        "Déplacé\u202f: ce Jeudi était annoncé pour le jeudi 2\u00a0décembre 2027 à 12\u202fh."
        in events(client)[0]["description"]
    )


def test_a_cancelled_jeudi_stays_and_says_why(client, jeudi):
    publish(jeudi, status="cancelled", cancellation_reason="La salle est prise.")
    [cancelled] = events(client)
    publish(jeudi, status="planned")
    [back] = events(client)

    assert cancelled["status"] == "CANCELLED"
    assert "La salle est prise." in cancelled["description"]
    assert (back["status"], back["sequence"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"is_date_confirmed": False},
        {"duration_minutes": 90},
    ],
)
def test_what_changes_for_those_who_come_counts(client, jeudi, fields):
    publish(jeudi, **fields)

    assert events(client)[0]["sequence"] == 1


def test_words_and_addresses_do_not_count(client, jeudi):
    publish(jeudi, title="Autre", slug="autre", introduction="Autre chose.")
    publish(jeudi)

    assert events(client)[0]["sequence"] == 0


def test_an_old_revision_brings_its_date_back_not_its_number(client, jeudi):
    old = jeudi.latest_revision
    publish(jeudi, starts_at=paris(2026, 12, 3, 12))

    old.publish()

    [event] = events(client)
    assert event["dtstart"].dt == paris(2026, 11, 26, 12)
    assert event["sequence"] == 2


def test_the_number_outlives_purged_revisions(client, jeudi):
    publish(jeudi, starts_at=paris(2026, 12, 3, 12))
    type(jeudi).objects.update(latest_revision=None, live_revision=None)
    Revision.objects.all().delete()
    jeudi.refresh_from_db()

    publish(jeudi, starts_at=paris(2026, 12, 10, 12))

    assert events(client)[0]["sequence"] == 2


def test_the_same_instant_in_another_zone_is_no_change():
    there = replace(CYCLE, starts=CYCLE.starts.astimezone(UTC))

    assert there.facts == CYCLE.facts


def test_a_change_counts_when_it_goes_live_not_when_it_is_planned(client, jeudi):
    jeudi.unpublish()
    planned = timezone.now() + timedelta(days=1)

    publish(jeudi, starts_at=paris(2026, 12, 3, 12), go_live_at=planned)
    assert not type(jeudi).objects.get(pk=jeudi.pk).live
    assert OccasionVersion.objects.get().sequence == 0

    publish(jeudi, go_live_at=None)
    assert events(client)[0]["sequence"] == 1


def test_a_place_that_changes_counts(client, agenda):
    event = factories.EventPageFactory(parent=agenda, place="Paris")

    publish(event, place="Lyon")

    assert events(client, "/fr/agenda/agenda.ics")[0]["sequence"] == 1


def test_a_translation_shares_the_uid_and_the_number(
    client, jeudi, season, english_home
):
    publish(jeudi, starts_at=paris(2026, 12, 3, 12))
    locale = english_home.locale
    factories.translated(season.get_parent().specific, locale, slug="thursdays")
    factories.translated(season, locale, slug="season-1")
    factories.translated(jeudi, locale, title="Why?", slug="why")

    [french], [english] = events(client), events(client, "/en/thursdays/agenda.ics")

    assert english["uid"] == french["uid"]
    assert english["sequence"] == french["sequence"] == 1
    assert english["summary"].params["LANGUAGE"] == "en"
    assert OccasionVersion.objects.count() == 1


def test_two_publications_at_once_are_two_changes(jeudi):
    from core.models import occasions

    occasions.note(jeudi.translation_key, "a", NOON)
    occasions.note(jeudi.translation_key, "b", NOON)

    assert OccasionVersion.objects.get(key=jeudi.translation_key).sequence == 2


# --- A subscriber's program -------------------------------------------------------


class Importer:
    """Keeps all that it ever read; of two versions of one event, the later (RFC 5546, 2.1.5)."""

    def __init__(self):
        self.kept = {}

    def read(self, found):
        for event in found:
            order = (int(event["sequence"]), event["dtstamp"].dt)
            if event["uid"] not in self.kept or order >= self.kept[event["uid"]][0]:
                self.kept[event["uid"]] = (order, event)


def told(event):
    return (event["dtstart"].dt, str(event["status"]), str(event["summary"]))


class Life(RuleBasedStateMachine):
    """Whatever happens to a Jeudi, whoever reads again ends with one event: the true one."""

    season = None

    @initialize()
    def announce(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.client, self.importer = Client(), Importer()
        self.jeudi = factories.JeudiPageFactory(
            parent=self.season, title="Un", starts_at=paris(2026, 11, 26, 12)
        )
        self.reads = 0

    @rule(weeks=st.integers(1, 8))
    def move(self, weeks):
        publish(self.jeudi, starts_at=paris(2026, 11, 26, 12) + timedelta(weeks=weeks))

    @rule(is_sure=st.booleans())
    def confirm(self, is_sure):
        publish(self.jeudi, is_date_confirmed=is_sure)

    @rule()
    def cancel(self):
        publish(
            self.jeudi, status="cancelled", cancellation_reason="La salle est prise."
        )

    @rule()
    def uncancel(self):
        publish(self.jeudi, status="planned")

    @rule()
    def record(self):
        """It becomes a replay."""
        publish(self.jeudi, media=MEDIA)

    @rule(title=st.sampled_from(["Un", "Deux", "Trois"]))
    def rename(self, title):
        publish(self.jeudi, title=title)

    @rule(slug=st.sampled_from(["un", "deux"]))
    def change_address(self, slug):
        publish(self.jeudi, slug=slug)

    @rule(which=st.integers(0, 20))
    def bring_back(self, which):
        every = list(self.jeudi.revisions.order_by("pk"))
        every[which % len(every)].publish()
        self.jeudi.refresh_from_db()

    @rule()
    def leave_and_come_back(self):
        self.jeudi.unpublish()
        publish(self.jeudi)

    @rule()
    def read_again(self):
        self.importer.read(events(self.client))
        self.reads += 1

    @invariant()
    def the_subscriber_knows_one_event(self):
        if not hasattr(self, "jeudi"):
            return
        [event] = events(self.client)
        self.importer.read([event])
        [(_order, kept)] = self.importer.kept.values()
        assert told(kept) == told(event)
        assert event["dtstart"].dt == self.jeudi.starts_at
        assert event["summary"] == self.jeudi.title
        assert (event["status"] == "CANCELLED") == self.jeudi.is_cancelled

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


def test_whatever_happens_a_subscriber_ends_with_one_event_the_true_one(season):
    Life.season = season
    run_state_machine_as_test(
        Life, settings=settings(max_examples=12, stateful_step_count=8)
    )


# --- Cost -------------------------------------------------------------------------


def test_a_program_that_asks_again_is_told_nothing_changed(client, jeudi):
    path = "/fr/jeudis/agenda.ics"
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    with_alarm = client.get(f"{path}?rappel=60", headers={"If-None-Match": first["ETag"]})  # fmt: skip
    publish(jeudi, title="Autre")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (with_alarm.status_code, changed.status_code) == (200, 200)


def test_two_thousand_jeudis_cost_the_statements_of_one(client, jeudi):
    def statements():
        client.get("/fr/jeudis/agenda.ics")
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/fr/jeudis/agenda.ics")
        return len(captured), response.content.count(b"BEGIN:VEVENT")

    few = statements()
    multiply(jeudi, 2_000)
    many = statements()

    assert (few[1], many[1]) == (1, 2_001)
    assert many[0] == few[0] <= MOST_STATEMENTS
