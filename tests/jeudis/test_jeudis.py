"""A Jeudi takes place on a Thursday, at its hour, whatever the clocks do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris

# A page that is built asks for its content type, kept or not by what ran before.
pytestmark = pytest.mark.django_db

LINK = [{"type": "link", "value": {"title": "Replay", "url": "https://example.org/", "kind": "video"}}]  # fmt: skip


def reload(jeudi):
    return JeudiPage.objects.get(pk=jeudi.pk)


# --- The Thursday rule ------------------------------------------------------------


def mistakes(jeudi):
    """What validation says of a Jeudi, field by field."""
    try:
        jeudi.clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def test_a_thursday_is_accepted():
    assert mistakes(JeudiPage(starts_at=paris(2026, 11, 26, 12))) == {}


@pytest.mark.parametrize("day", [23, 24, 25, 27, 28, 29])
def test_another_day_is_refused(day):
    said = mistakes(JeudiPage(starts_at=paris(2026, 11, day, 12)))

    assert "n'est pas un jeudi" in said["starts_at"][0]
    assert "pourquoi un autre jour" in said["starts_at"][0]


def test_another_day_is_accepted_with_a_reason():
    jeudi = JeudiPage(
        starts_at=paris(2026, 11, 24, 12), exception_reason="Jeudi est férié."
    )

    assert mistakes(jeudi) == {}


def test_spaces_are_not_a_reason():
    jeudi = JeudiPage(starts_at=paris(2026, 11, 24, 12), exception_reason="  ")

    assert "starts_at" in mistakes(jeudi)


@pytest.mark.parametrize(
    ("instant", "is_thursday"),
    [
        (
            datetime(2026, 11, 25, 23, 30, tzinfo=UTC),
            True,
        ),  # 00:30 on Thursday in Paris
        (datetime(2026, 11, 26, 23, 30, tzinfo=UTC), False),  # 00:30 on Friday in Paris
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), True),  # summer: two hours ahead
    ],
)
def test_the_day_is_the_one_of_paris(instant, is_thursday):
    assert (mistakes(JeudiPage(starts_at=instant)) == {}) is is_thursday


def test_a_draft_without_a_day_is_tolerated():
    assert mistakes(JeudiPage(starts_at=None)) == {}


@pytest.mark.parametrize("button", ["", "action-publish"])
def test_the_form_says_it_beside_the_field(client, season, button):
    client.force_login(factories.UserFactory(is_superuser=True))
    empty = {
        f"{name}-{key}": value
        for name in ("speakers", "body", "media", "transcript", "chapters", "resources", "etape_links", "fiche_links", "mesure_links", "comments")
        for key, value in {"count": 0, "TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}.items()
    }  # fmt: skip

    response = client.post(
        f"/admin/pages/add/jeudis/jeudipage/{season.pk}/",
        empty
        | {
            "title": "Un mardi",
            "slug": "un-mardi",
            "number": 1,
            "format": "webinaire",
            "starts_at": "24/11/2026 12:00",
        }
        | ({button: "1"} if button else {}),
    )

    assert response.status_code == 200
    assert "pas un jeudi" in " ".join(response.context["form"].errors["starts_at"])
    assert not JeudiPage.objects.exists()


# --- Third Thursday ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_third"),
    [(5, False), (12, False), (19, True), (26, False), (18, False), (20, False)],
)
def test_the_third_thursday_of_a_month(day, is_third):
    assert JeudiPage(starts_at=paris(2026, 11, day, 12)).is_third_thursday is is_third


def test_each_month_has_exactly_one_third_thursday():
    days = [paris(2026, 1, 1, 12) + timedelta(days=n) for n in range(365)]

    months = [day.month for day in days if JeudiPage(starts_at=day).is_third_thursday]

    assert months == list(range(1, 13))


# --- States -----------------------------------------------------------------------

NOON = paris(2026, 11, 26, 12)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-1, "announced"), (0, "live"), (44, "live"), (45, "replay"), (10_000, "replay")],
)
def test_a_jeudi_goes_from_announced_to_replay(season, minutes, state):
    jeudi = reload(
        factories.JeudiPageFactory(
            parent=season,
            starts_at=NOON,
            duration_minutes=45,
            join_url="https://example.org/direct",
            media=LINK,
        )
    )

    assert jeudi.state(NOON + timedelta(minutes=minutes)) == state


def test_without_anything_to_see_it_is_past(season):
    jeudi = factories.JeudiPageFactory(parent=season, starts_at=NOON)

    assert jeudi.state(NOON + timedelta(days=1)) == "past"


def test_without_a_link_to_follow_nothing_is_live(season):
    jeudi = factories.JeudiPageFactory(parent=season, starts_at=NOON)

    assert jeudi.state(NOON) != "live"


def test_it_lasts_an_hour_when_nobody_said_how_long():
    assert JeudiPage(starts_at=NOON).ends_at == paris(2026, 11, 26, 13)


NIGHTS = [
    # In the night of 25 October 2026, 3 o'clock is 2 o'clock again: an hour more.
    (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    # In the night of 29 March 2026, 2 o'clock is 3 o'clock: an hour less.
    (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
]  # fmt: skip


@pytest.mark.parametrize(("starts_at", "ends_at"), NIGHTS)
@pytest.mark.parametrize("is_loaded", [True, False])
def test_two_hours_last_two_hours_when_the_clocks_change(
    season, starts_at, ends_at, is_loaded
):
    fields = {
        "starts_at": starts_at.astimezone(paris(2026, 1, 1).tzinfo),
        "duration_minutes": 120,
        "join_url": "https://example.org/direct",
        "exception_reason": "Une nuit entière.",
    }
    jeudi = JeudiPage(**fields)
    if is_loaded:
        jeudi = reload(factories.JeudiPageFactory(parent=season, **fields))

    assert jeudi.ends_at.astimezone(UTC) == ends_at
    assert jeudi.state(ends_at - timedelta(minutes=1)) == "live"
    assert jeudi.state(ends_at) == "past"


# --- Lists ------------------------------------------------------------------------


def episodes(season, *days):
    return [
        factories.JeudiPageFactory(
            parent=season, title=f"Le {day}", starts_at=paris(2026, 11, day, 12)
        )
        for day in days
    ]


def test_what_comes_and_what_was(season):
    episodes(season, 19, 5, 26, 12)
    at = paris(2026, 11, 19, 12)

    upcoming = [jeudi.title for jeudi in JeudiPage.objects.upcoming(at)]
    aired = [jeudi.title for jeudi in JeudiPage.objects.aired(at)]

    assert upcoming == ["Le 26"]
    assert aired == ["Le 19", "Le 12", "Le 5"]


def test_a_season_tells_its_episodes_from_the_first_to_the_last(rf, season):
    episodes(season, 19, 5, 26, 12)

    jeudis = season.get_context(rf.get(season.href))["jeudis"]

    assert [jeudi.title for jeudi in jeudis] == ["Le 5", "Le 12", "Le 19", "Le 26"]


def test_a_season_holds_no_episode_of_another(season):
    other = factories.SeasonPageFactory(parent=season.get_parent())
    episodes(other, 5)

    assert list(season.jeudis()) == []


def test_an_english_season_shows_french_episodes_where_nobody_translated_them(
    season, english_home, english
):
    first, _second = episodes(season, 5, 12)
    factories.translated(season.get_parent().specific, english)
    translated = factories.translated(season, english)
    factories.translated(first, english, title="The 5th")

    with translation.override("en"):
        titles = [jeudi.title for jeudi in translated.jeudis()]

    assert titles == ["Le 12", "The 5th"]


def test_a_season_does_not_end_before_it_begins(season):
    season.ends_on = season.starts_on - timedelta(days=1)

    with pytest.raises(ValidationError, match="finit avant"):
        season.clean()


def test_a_jeudi_knows_the_one_before_and_the_one_after(rf, season):
    first, last, middle = episodes(season, 5, 19, 12)

    around = middle.get_context(rf.get(middle.href))["neighbours"]

    assert (around.previous.pk, around.next.pk) == (first.pk, last.pk)


def test_a_speaker_keeps_the_role_of_that_day(season):
    person = factories.PersonFactory(role="Présidente")
    jeudi = factories.JeudiPageFactory(parent=season)
    then = jeudi.speakers.create(person=person, role="Directrice", locale=jeudi.locale)
    now = jeudi.speakers.create(person=person, locale=jeudi.locale)

    assert then.shown_role == "Directrice"
    assert now.shown_role == "Présidente"


# --- Transcript -------------------------------------------------------------------


@pytest.mark.parametrize("written", ["0:12", "12:05", "1:02:30", "59:59", ""])
def test_a_time_of_the_transcript_is_accepted(written):
    block = JeudiPage.transcript.field.stream_block.child_blocks["segment"]

    block.clean(block.to_python({"start": written, "text": "Bonjour."}))


@pytest.mark.parametrize("written", ["12", "1:2", "12:60", "99:99:99", "1h02", "-1:00"])
def test_what_is_no_time_is_refused(written):
    block = JeudiPage.transcript.field.stream_block.child_blocks["segment"]

    with pytest.raises(ValidationError):
        block.clean(block.to_python({"start": written, "text": "Bonjour."}))
