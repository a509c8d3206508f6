"""What is published of a Jeudi in French is so in English, at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail_localize.models import (
    SegmentOverride,
    TranslatableObject,
    TranslationContext,
)

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris
from tests.jeudis.episodes import recording

LINK = [{"type": "link", "value": {"title": "Replay", "url": "https://example.org/", "kind": "video"}}]  # fmt: skip


@pytest.fixture
def season(season, english_home, english):
    for page in (season.get_parent().specific, season):
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


FILM = {"type": "embed", "value": {"title": "Le film", "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ"}}  # fmt: skip


@pytest.fixture
def past(season):
    """A Jeudi that is over, and its English page."""
    return factories.JeudiPageFactory(parent=season, starts_at=thursday(-3))


def test_a_recording_is_heard_in_english_at_once(client, past, english, library):
    twin = factories.translated(past, english, title="Making alliances")

    published(past, media=[recording(library()), FILM])

    html = client.get(twin.href).content.decode()
    assert "<audio" in html
    assert "<iframe" not in html  # a link until the click, as in French
    assert "https://www.youtube.com/watch?v=aqz-KE-bpKQ" in html
    assert "Recording</h3>" in html
    assert "Le Jeudi</h3>" not in html
    assert "in French" in html  # the sound is, and says so beside it
    feed = client.get(f"{twin.get_parent().specific.href}podcast.xml", follow=True)
    assert str(past.translation_key) in feed.content.decode()
    assert f"{twin.href}episode.mp3" in feed.content.decode()


def test_the_words_of_a_translator_stay_when_the_file_changes(past, english, library):
    first, second = library(), library("autre.mp3")
    block = recording(first) | {"id": str(uuid4())}
    past = published(past, media=[block])
    twin = factories.translated(past, english)
    words = block | {"value": block["value"] | {"title": "The whole talk"}}
    published(twin, media=[words])

    files = recording(second)["value"]["files"]
    published(past, media=[block | {"value": {"title": "Le Jeudi entier", "files": files}}])  # fmt: skip

    [kept] = JeudiPage.objects.get(pk=twin.pk).recordings
    assert (kept["title"], kept.sources) == ("The whole talk", [second])


def test_what_is_taken_back_in_french_is_so_in_english_but_not_what_only_english_had(
    past, english, library
):
    past = published(past, media=[recording(library())])
    twin = factories.translated(past, english)
    own = {"type": "link", "value": {"title": "A talk in English", "url": "https://example.org/en", "kind": "audio"}}  # fmt: skip
    published(twin, media=[*JeudiPage.objects.get(pk=twin.pk).media.raw_data, own])
    assert len(JeudiPage.objects.get(pk=twin.pk).media) == 2

    published(past, media=[])

    [left] = JeudiPage.objects.get(pk=twin.pk).media
    assert left.value["title"] == "A talk in English"


def test_a_translator_who_publishes_an_old_copy_does_not_silence_a_recording(
    past, english, library
):
    twin = factories.translated(past, english)
    old = twin.save_revision()
    published(past, media=[recording(library())])

    old.publish()

    assert len(JeudiPage.objects.get(pk=twin.pk).recordings) == 1


def test_an_address_that_a_translator_chose_stays(past, english):
    block = FILM | {"id": str(uuid4())}
    past = published(past, media=[block])
    twin = factories.translated(past, english)
    own = block["value"] | {"url": "https://vimeo.com/76979871"}
    published(twin, media=[block | {"value": own}])
    key = TranslatableObject.objects.get_or_create(
        translation_key=past.translation_key,
        content_type=ContentType.objects.get_for_model(JeudiPage),
    )[0]
    place = TranslationContext.objects.create(object=key, path=f"media.{block['id']}.url", field_path="media.embed.url")  # fmt: skip
    SegmentOverride.objects.create(locale=english, context=place, data_json='"https://vimeo.com/76979871"')  # fmt: skip
    # What stood there before somebody chose is brought back to it.
    published(twin, media=[block | {"value": own}])

    published(past, title="Un autre titre")

    [film] = JeudiPage.objects.get(pk=twin.pk).media
    assert film.value["url"] == "https://vimeo.com/76979871"
