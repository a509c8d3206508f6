"""The life of an event, on its page, in the agenda, the calendars, the feeds, the data."""

from dataclasses import replace
from datetime import date, time, timedelta

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar
from lxml import html as lxml_html

from news import life
from news.life import Facts, State, Status
from news.models import EventPage
from news.recurring import Rhythm, Series
from tests import factories
from tests.factories import paris
from tests.linked_data import faults, nodes

# A page that is built asks for its content type, kept or not by what ran before.
pytestmark = pytest.mark.django_db

SOON = date(2030, 10, 17)  # a third Thursday


@pytest.fixture
def agenda(home):
    return factories.AgendaPageFactory(parent=home)


@pytest.fixture
def event(agenda):
    return factories.EventPageFactory(
        parent=agenda, slug="diner", title="Dîner", kind="diner", starts_on=SOON,
        starts_at_time=time(19), place="Le Loft", address="1 rue de la Paix, Paris",
    )  # fmt: skip


@pytest.fixture
def cycle(agenda):
    return factories.EventPageFactory(
        parent=agenda, slug="cycle", title="Cycle", kind="cycle", starts_on=SOON, rhythm="monthly",
        starts_at_time=time(12), ends_at_time=time(13), place="Paris", repeats_until=date(2031, 6, 30),
        changes=[
            ("change", {"on": date(2030, 11, 21), "kind": "skipped", "reason": "Trêve"}),
            ("change", {"on": date(2030, 12, 19), "kind": "moved", "to": date(2030, 12, 20), "starts_at": time(14), "place": "Lyon"}),
            ("change", {"on": date(2031, 1, 16), "kind": "cancelled", "reason": "Grève"}),
        ],
    )  # fmt: skip


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def text(client, page) -> str:
    tree = lxml_html.document_fromstring(client.get(page.href).content.decode())
    return " ".join(tree.xpath("//main")[0].text_content().split())


def events(client, path) -> list:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return Calendar.from_ical(response.content).walk("VEVENT")


def data(client, page) -> dict:
    html = client.get(page.href).content.decode()
    assert faults(html) == []
    return next(node for node in nodes(html) if node["@type"] == "Event")


# --- Its state --------------------------------------------------------------------

EVENING = Facts(paris(2030, 10, 17, 19), paris(2030, 10, 17, 22))
DAYS = Facts(date(2030, 10, 17), date(2030, 10, 18))


@pytest.mark.parametrize(
    ("facts", "at", "state"),
    [
        (EVENING, paris(2030, 10, 17, 18, 59), State.COMING),
        (EVENING, paris(2030, 10, 17, 19), State.NOW),
        (EVENING, paris(2030, 10, 17, 22), State.PAST),
        (DAYS, paris(2030, 10, 16, 23, 59), State.COMING),
        (DAYS, paris(2030, 10, 17), State.NOW),
        (DAYS, paris(2030, 10, 18, 23, 59), State.NOW),
        (DAYS, paris(2030, 10, 19), State.PAST),
        (Facts(None), paris(2030, 1, 1), State.COMING),
        (replace(EVENING, status=Status.CANCELLED), paris(2031, 1, 1), State.CANCELLED),
        (replace(EVENING, status=Status.POSTPONED), paris(2031, 1, 1), State.POSTPONED),
    ],
)
def test_a_state_begins_at_its_instant(facts, at, state):
    assert life.state(facts, at) == state


def test_what_comes_again_is_past_after_its_last_time():
    series = Series(date(2026, 10, 15), Rhythm.MONTHLY, time(12), time(13), date(2026, 12, 31))  # fmt: skip
    facts = Facts(paris(2026, 10, 15, 12), paris(2026, 10, 15, 13), series=series)

    assert life.state(facts, paris(2026, 11, 1)) == State.COMING
    assert life.state(facts, paris(2026, 12, 17, 12, 30)) == State.NOW
    assert life.state(facts, paris(2026, 12, 17, 13)) == State.PAST
    assert life.next_change(facts, paris(2026, 10, 15, 12, 30)) == paris(2026, 10, 15, 13)  # fmt: skip
    assert life.next_change(facts, paris(2026, 12, 18)) is None


def test_caches_keep_a_page_no_longer_than_it_is_true(client, agenda):
    soon = timezone.localtime() + timedelta(seconds=90)
    event = factories.EventPageFactory(
        parent=agenda, starts_on=soon.date(), starts_at_time=soon.time()
    )

    for page in (event, agenda):
        control = client.get(page.href)["Cache-Control"]
        seconds = int(control.split("s-maxage=")[1].split(",")[0])
        assert (page.title, seconds <= 90) == (page.title, True)


# --- What an editor may say -------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"status": "cancelled"}, "status_reason"),
        ({"repeats_until": SOON}, "repeats_until"),
        ({"rhythm": "monthly", "starts_on": date(2030, 10, 31)}, "rhythm"),
        ({"rhythm": "last"}, "starts_on"),
        ({"rhythm": "weekly", "repeats_until": SOON - timedelta(days=1)}, "repeats_until"),
        ({"rhythm": "weekly", "ends_on": SOON + timedelta(days=1)}, "ends_on"),
        ({"rhythm": "weekly", "changes": [SOON + timedelta(days=1)]}, "changes"),
        ({"rhythm": "weekly", "changes": [SOON, SOON]}, "changes"),
        ({"changes": [SOON]}, "changes"),
    ],
)  # fmt: skip
def test_what_could_not_be_announced_is_refused_beside_its_field(fields, field):
    days = fields.pop("changes", [])
    event = EventPage(**{"starts_on": SOON, **fields})
    event.changes = [("change", {"on": d, "kind": "skipped", "to": None, "starts_at": None, "place": "", "reason": ""}) for d in days]  # fmt: skip

    with pytest.raises(ValidationError) as refused:
        event.clean()

    assert list(refused.value.message_dict) == [field]


def test_a_rhythm_with_its_exceptions_is_accepted(cycle):
    cycle.clean()


# --- Moved, postponed, cancelled --------------------------------------------------


def test_an_event_that_moves_says_from_when_everywhere(client, event):
    [before] = events(client, "/fr/agenda/agenda.ics")

    publish(event, starts_on=SOON + timedelta(days=7))
    [after] = events(client, "/fr/agenda/agenda.ics")
    node = data(client, event)
    [entry] = feedparser.parse(client.get("/fr/agenda/atom.xml").content).entries

    assert "Initialement prévu le jeudi 17 octobre 2030 à 19" in text(client, event)
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert after["dtstart"].dt.day == 24 and "Initialement" in after["description"]
    assert node["eventStatus"] == "https://schema.org/EventRescheduled"
    assert node["previousStartDate"] == "2030-10-17T19:00:00+02:00"
    assert "Initialement prévu" in entry.summary


def test_an_hour_that_becomes_known_moves_nothing(agenda):
    event = factories.EventPageFactory(parent=agenda, starts_on=SOON)

    publish(event, starts_at_time=time(14))

    assert event.previous_dates == []


def test_a_day_that_moves_is_a_day_for_machines(client, agenda):
    event = factories.EventPageFactory(parent=agenda, starts_on=SOON)

    publish(event, starts_on=SOON + timedelta(days=1))
    node = data(client, event)

    assert (node["startDate"], node["previousStartDate"]) == ("2030-10-18", "2030-10-17")  # fmt: skip


def test_coming_back_to_a_date_forgets_that_it_moved(event):
    publish(event, starts_on=SOON + timedelta(days=7))
    publish(event, starts_on=SOON)

    assert event.moved_from == (paris(2030, 10, 24, 19),)


def test_a_postponed_event_has_no_date_any_more(client, agenda, event):
    publish(event, status="postponed", status_reason="Salle prise.")

    [found] = events(client, "/fr/agenda/agenda.ics")
    html = text(client, event)

    assert found["status"] == "CANCELLED"
    assert "la nouvelle date n’est pas connue" in found["description"]
    assert "Reporté, nouvelle date à venir" in html and "Salle prise." in html
    assert "S’inscrire" not in html
    assert data(client, event)["eventStatus"] == "https://schema.org/EventPostponed"
    assert "Reporté, nouvelle date à venir" in text(client, agenda)


def test_a_cancelled_event_says_why_and_stays_in_calendars(client, agenda, event):
    publish(event, status="cancelled", status_reason="Grève.")

    [found] = events(client, "/fr/agenda/agenda.ics")

    assert (found["status"], found["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert "Annulé : Grève." in found["description"].replace("\u202f", " ")
    assert data(client, event)["eventStatus"] == "https://schema.org/EventCancelled"
    for page in (event, agenda):
        assert "Annulé" in text(client, page) and "Grève." in text(client, page)


def test_a_translation_has_the_dates_of_its_source(
    client, event, english_home, english
):
    factories.translated(event.get_parent().specific, english, slug="agenda")
    translation = factories.translated(event, english, title="Dinner")

    publish(event, status="cancelled", status_reason="Grève.", starts_on=SOON + timedelta(days=7))  # fmt: skip
    translation.refresh_from_db()

    assert (translation.starts_on, translation.status) == (event.starts_on, "cancelled")
    assert translation.previous_dates == event.previous_dates != []


# --- What comes again -------------------------------------------------------------


def test_a_cycle_is_one_event_of_calendars_with_its_rule_and_its_exceptions(client, cycle):  # fmt: skip
    master, moved, cancelled = events(client, "/fr/agenda/cycle/agenda.ics")

    assert master["rrule"].to_ical() == b"FREQ=MONTHLY;UNTIL=20310630T215959Z;BYDAY=3TH"
    assert [d.dt for d in master["exdate"].dts] == [paris(2030, 11, 21, 12)]
    assert {e["uid"] for e in (master, moved, cancelled)} == {f"{cycle.translation_key}@faire-alliance"}  # fmt: skip
    assert moved["recurrence-id"].dt == paris(2030, 12, 19, 12)
    assert (moved["dtstart"].dt, moved["dtend"].dt) == (paris(2030, 12, 20, 14), paris(2030, 12, 20, 15))  # fmt: skip
    assert moved["location"] == "Lyon"
    assert cancelled["recurrence-id"].dt == paris(2031, 1, 16, 12)
    assert cancelled["status"] == "CANCELLED" and "Grève" in cancelled["description"]


def test_only_what_matters_to_who_comes_counts_as_a_change(client, cycle):
    def sequences():
        return {event["sequence"] for event in events(client, "/fr/agenda/agenda.ics")}

    publish(cycle, title="Un autre titre")
    words = sequences()
    cycle.changes.pop()
    publish(cycle)

    assert (words, sequences()) == ({0}, {1})


def test_a_cycle_shows_its_next_times(client, agenda, cycle):
    html = text(client, cycle)

    assert "Chaque troisième jeudi du mois" in html
    assert "jeudi 17 octobre 2030 à 12 h" in html.replace("\u202f", " ").replace("\u00a0", " ")  # fmt: skip
    assert "21 novembre 2030" not in html
    assert "vendredi 20 décembre 2030 à 14" in html and "Lyon" in html and "Grève" in html  # fmt: skip
    assert "Chaque troisième jeudi du mois" in text(client, agenda)


def test_a_cycle_tells_machines_its_schedule_and_its_next_times(client, cycle):
    node = data(client, cycle)

    schedule = node["eventSchedule"]
    assert (schedule["repeatFrequency"], schedule["byMonthWeek"]) == ("P1M", 3)
    assert schedule["byDay"] == "https://schema.org/Thursday"
    assert [each["startDate"][:10] for each in node["subEvent"]][:3] == ["2030-10-17", "2030-12-20", "2031-01-16"]  # fmt: skip
    assert node["subEvent"][2]["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_cycle_stays_to_come_long_after_its_first_day(client, rf, agenda):
    today = timezone.localdate()
    started = today - timedelta(days=700)
    factories.EventPageFactory(parent=agenda, title="Long", starts_on=started, rhythm="weekly")  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Demain", starts_on=today + timedelta(days=1))  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Fini", starts_on=started, rhythm="weekly", repeats_until=today - timedelta(days=1))  # fmt: skip

    context = agenda.get_context(rf.get(agenda.href))

    assert {each.title for each in context["upcoming"]} == {"Long", "Demain"}
    assert [each.title for each in context["past"]] == ["Fini"]


# --- Where, and of what kind ------------------------------------------------------


def test_a_place_leads_to_a_map_by_a_plain_link(client, event):
    tree = lxml_html.document_fromstring(client.get(event.href).content.decode())

    [link] = tree.xpath("//dl//a[contains(@href, 'openstreetmap')]/@href")

    assert link.endswith("search?query=1+rue+de+la+Paix%2C+Paris")
    assert data(client, event)["location"]["hasMap"] == link


def test_one_registers_by_the_organisers_own_link(client, event):
    publish(event, registration_url="https://example.org/inscription")

    tree = lxml_html.document_fromstring(client.get(event.href).content.decode())

    assert tree.xpath("//main//a[@class='button']/@href") == ["https://example.org/inscription"]  # fmt: skip


def test_the_agenda_is_narrowed_to_a_kind_with_its_feed_and_calendar(client, agenda, event, cycle):  # fmt: skip
    html = client.get(f"{agenda.href}?type=diner").content.decode()

    assert "/fr/agenda/diner/" in html and "/fr/agenda/cycle/" not in html
    assert "/fr/agenda/agenda.ics?type=diner" in html
    assert [str(e["summary"]) for e in events(client, "/fr/agenda/agenda.ics?type=diner&rappel=60")] == ["Dîner"]  # fmt: skip
    assert client.get("/fr/agenda/agenda.ics?type=bal").status_code == 404
    assert client.get("/fr/agenda/rss.xml?type=cycle").status_code == 200
