"""What is published of a Jeudi in French is so in English, at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris

LINK = [{"type": "link", "value": {"title": "Replay", "url": "https://example.org/", "kind": "video"}}]  # fmt: skip


@pytest.fixture
def season(home, english_home, english):
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=jeudis)
    for page in (jeudis, season):
        factories.translated(page, english)
    return season


def thursday(weeks: int):
    """A Thursday to come, at noon in Paris."""
    today = timezone.localdate()
    day = today + timedelta(days=(3 - today.weekday()) % 7 + 7 * weeks)
    return paris(day.year, day.month, day.day, 12)


@pytest.fixture
def jeudi(season):
    return factories.JeudiPageFactory(parent=season, starts_at=thursday(2))


def published(page, **fields):
    page = JeudiPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return JeudiPage.objects.get(pk=page.pk)


def test_a_published_move_is_remembered_in_both_languages(jeudi, english):
    twin = factories.translated(jeudi, english, title="Making alliances")
    before, after = jeudi.starts_at, thursday(3)

    moved = published(jeudi, starts_at=after)

    twin.refresh_from_db()
    assert moved.moved_from == twin.moved_from == (before,)
    assert (twin.starts_at, twin.title) == (after, "Making alliances")


def test_a_draft_moves_nothing(jeudi):
    jeudi.starts_at = thursday(3)
    jeudi.save_revision()

    assert JeudiPage.objects.get(pk=jeudi.pk).moved_from == ()


def test_what_was_never_published_was_never_moved(season):
    page = factories.JeudiPageFactory(parent=season, starts_at=thursday(2), live=False)

    assert published(page, starts_at=thursday(3)).moved_from == ()


def test_moved_back_it_is_no_longer_said_to_be_elsewhere(jeudi):
    first, second = jeudi.starts_at, thursday(3)

    back = published(published(jeudi, starts_at=second), starts_at=first)

    assert back.moved_from == (second,)


def test_a_cancellation_a_recording_and_a_text_reach_the_translation(jeudi, english):
    twin = factories.translated(jeudi, english)

    published(jeudi, status="cancelled", cancellation_reason="Grève.")
    twin.refresh_from_db()
    assert (twin.state(timezone.now()), twin.cancelled_on) == (
        "cancelled",
        timezone.localdate(),
    )

    published(jeudi, status="planned", media=LINK)
    twin.refresh_from_db()
    assert twin.state(twin.ends_at) == "replay"


def test_a_translator_who_publishes_later_does_not_bring_an_old_date_back(
    jeudi, english
):
    twin = factories.translated(jeudi, english)
    old = twin.save_revision()
    after = thursday(3)
    published(jeudi, starts_at=after)

    old.publish()

    twin.refresh_from_db()
    assert twin.starts_at == after


def test_a_cancellation_says_why(jeudi):
    with pytest.raises(Exception, match="Dites pourquoi"):
        published(jeudi, status="cancelled")


def test_a_speaker_keeps_the_role_and_organisation_of_that_day(season):
    organisation = factories.OrganisationFactory(name="La Fondation")
    person = factories.PersonFactory(role="Présidente", organisation=organisation)
    jeudi = factories.JeudiPageFactory(parent=season, live=False)
    jeudi.speakers.create(person=person, locale=jeudi.locale)
    jeudi.save_revision().publish()

    person.role = "Retraitée"
    person.organisation = None
    person.save_revision().publish()
    [speaker] = published(jeudi, title="Un autre titre").shown_speakers()

    assert speaker.shown_role == "Présidente"
    assert speaker.shown_organisation == organisation


def test_an_english_page_leads_to_the_recording_that_only_the_french_one_has(
    client, jeudi, english
):
    twin = factories.translated(jeudi, english)
    day = timezone.localdate() - timedelta(days=(timezone.localdate().weekday() - 3) % 7 + 7)  # fmt: skip
    french = published(jeudi, media=LINK, starts_at=paris(day.year, day.month, day.day, 12))  # fmt: skip

    html = client.get(twin.href).content.decode()

    assert f'href="{french.href}#media"' in html
    assert 'href="#media"' in html
