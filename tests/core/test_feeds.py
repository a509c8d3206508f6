"""Feeds and calendars, read by the programs that readers use."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
from icalendar import Calendar

from tests import factories
from tests.factories import paris


@pytest.fixture
def season(home):
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    return factories.SeasonPageFactory(parent=jeudis, slug="saison-1")


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


def feed(client, path="/fr/jeudis/atom.xml"):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


def events(client, path="/fr/jeudis/agenda.ics"):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


# --- Atom -------------------------------------------------------------------------


def test_an_entry_says_what_and_where_in_french_typography(client, jeudi):
    [entry] = feed(client).entries

    assert entry.title == "L’alliance, pourquoi\u202f?"
    assert entry.link == "http://testserver/fr/jeudis/saison-1/alliance/"


def test_the_id_of_an_entry_outlives_its_slug_and_title(client, jeudi):
    before = feed(client).entries[0].id

    jeudi.slug, jeudi.title = "autre", "Autre titre"
    jeudi.save_revision().publish()
    after = feed(client).entries[0]

    assert after.id == before == f"urn:uuid:{jeudi.translation_key}"
    assert after.link.endswith("/autre/")


def test_the_id_of_a_feed_is_its_pages_for_ever(client, jeudi, season):
    before = feed(client, "/fr/jeudis/saison-1/atom.xml").feed.id

    season.slug = "saison-2026"
    season.save_revision().publish()
    after = feed(client, "/fr/jeudis/saison-2026/atom.xml").feed.id

    assert after == before == f"urn:uuid:{season.translation_key}"


def test_drafts_are_in_no_feed(client, season):
    factories.JeudiPageFactory(parent=season, live=False)

    assert feed(client).entries == []
    assert events(client) == []


def test_the_last_one_comes_first(client, season):
    for day in (5, 19, 12):
        factories.JeudiPageFactory(
            parent=season, title=f"Le {day}", starts_at=paris(2026, 11, day, 12)
        )

    assert [entry.title for entry in feed(client).entries] == ["Le 19", "Le 12", "Le 5"]


def test_a_hostile_title_stays_text(client, season):
    factories.JeudiPageFactory(parent=season, title="<b>&amp; ]]> é\u2028 fin")

    [entry] = feed(client).entries

    assert "]]>" in entry.title and "fin" in entry.title


# --- iCalendar --------------------------------------------------------------------


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

    assert event["location"] == "Palais d'Iéna, 9, place d'Iéna ; Paris"


def test_a_title_cannot_add_lines_to_a_calendar(client, season):
    factories.JeudiPageFactory(
        parent=season, title="Fin\r\nEND:VEVENT\r\nATTENDEE:x", slug="fin"
    )

    [event] = events(client)

    assert "attendee" not in event


# --- News -------------------------------------------------------------------------


def test_news_are_dated_by_the_fact_they_tell(client, home):
    news = factories.NewsIndexPageFactory(parent=home)
    factories.NewsPageFactory(parent=news, published_on=date(2022, 3, 28))

    [entry] = feed(client, "/fr/actualites/atom.xml").entries

    assert entry.published.startswith("2022-03-28")


def test_an_english_feed_holds_translations_and_says_which_are_french(
    client, home, english_home, english
):
    news = factories.NewsIndexPageFactory(parent=home)
    translated = factories.NewsPageFactory(parent=news, title="Un")
    factories.NewsPageFactory(parent=news, title="Deux")
    factories.translated(news, english, slug="news")
    factories.translated(translated, english, title="One")

    entries = feed(client, "/en/news/atom.xml").entries

    assert {entry.title for entry in entries} == {"One", "Deux"}
