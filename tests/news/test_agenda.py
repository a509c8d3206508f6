"""Events: those to come, those that were, and what is no event."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from lxml import etree

from news.models import EventPage
from tests import factories
from tests.factories import paris

# A page that is built asks for its content type, kept or not by what ran before.
pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda(home):
    return factories.AgendaPageFactory(parent=home)


def listed(rf, agenda):
    context = agenda.get_context(rf.get(agenda.href))
    return (
        [event.title for event in context["upcoming"]],
        [event.title for event in context["past"]],
    )


def test_what_comes_is_told_from_what_was(rf, agenda):
    today = timezone.localdate()
    for title, starts, ends in [
        ("Hier", -1, None),
        ("Demain", 1, None),
        ("Aujourd'hui", 0, None),
        ("Depuis avant-hier", -2, 1),
        ("Il y a longtemps", -90, -80),
    ]:
        factories.EventPageFactory(
            parent=agenda,
            title=title,
            starts_on=today + timedelta(days=starts),
            ends_on=None if ends is None else today + timedelta(days=ends),
        )

    upcoming, past = listed(rf, agenda)

    assert upcoming == ["Depuis avant-hier", "Aujourd'hui", "Demain"]
    assert past == ["Hier", "Il y a longtemps"]


def test_on_one_day_the_earliest_hour_comes_first(rf, agenda):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for hour in (19, 9, 14):
        factories.EventPageFactory(
            parent=agenda, title=f"{hour} h", starts_on=tomorrow, starts_at_time=time(hour)
        )  # fmt: skip

    assert listed(rf, agenda)[0] == ["9 h", "14 h", "19 h"]


def test_an_empty_agenda_is_shown(client, agenda):
    assert client.get(agenda.href).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_on": date(2022, 3, 27)}, "ends_on"),
        ({"starts_at_time": time(14), "ends_at_time": time(13)}, "ends_at_time"),
        ({"starts_at_time": time(14), "ends_at_time": time(14)}, "ends_at_time"),
        ({"starts_at_time": time(14), "ends_at_time": time(13), "ends_on": date(2022, 3, 28)}, "ends_at_time"),
    ],
)  # fmt: skip
def test_an_event_ends_after_it_began(fields, field):
    with pytest.raises(ValidationError) as refused:
        EventPage(starts_on=date(2022, 3, 28), **fields).clean()

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"ends_on": date(2022, 3, 28)},
        {"ends_on": date(2022, 3, 29), "starts_at_time": time(14), "ends_at_time": time(9)},
        {"starts_at_time": time(14)},
        {"ends_at_time": time(18)},
    ],
)  # fmt: skip
def test_any_other_event_is_accepted(fields):
    EventPage(starts_on=date(2022, 3, 28), **fields).clean()


def test_a_draft_without_a_day_is_tolerated():
    EventPage(ends_on=date(2022, 3, 28)).clean()


def test_an_hour_makes_an_instant_in_paris():
    event = EventPage(
        starts_on=date(2022, 3, 28), starts_at_time=time(14), ends_at_time=time(18)
    )

    assert (event.starts, event.ends) == (
        paris(2022, 3, 28, 14),
        paris(2022, 3, 28, 18),
    )


def test_no_hour_makes_a_day():
    event = EventPage(starts_on=date(2022, 3, 28), ends_on=date(2022, 3, 29))

    assert (event.starts, event.ends) == (date(2022, 3, 28), date(2022, 3, 29))
    assert not isinstance(event.starts, datetime)


@pytest.mark.parametrize(
    ("language", "asked"), [("fr", "type=diner"), ("en", "type=dinner")]
)
def test_the_next_page_of_what_was_is_narrowed_as_this_one(
    client, agenda, english, english_home, language, asked
):
    pages = {"fr": agenda, "en": factories.translated(agenda, english)}
    for _each in range(21):
        factories.EventPageFactory(
            parent=agenda, kind="diner", starts_on=date(2020, 1, 1)
        )

    response = client.get(f"{pages[language].href}?{asked}")

    tree = etree.HTML(response.content.decode())
    assert tree.xpath("//a[@rel='next']/@href") == [f"?{asked}&page=2"]


def test_a_kind_that_does_not_exist_is_said_so_in_the_readers_language(
    client, agenda, english, english_home
):
    pages = {"fr": agenda, "en": factories.translated(agenda, english)}
    told = {
        "fr": "« diner-spectacle » n’existe pas",
        "en": "no filter “diner-spectacle”",
    }

    for language, words in told.items():
        html = client.get(f"{pages[language].href}?type=diner-spectacle").content
        assert words in " ".join(html.decode().split())
