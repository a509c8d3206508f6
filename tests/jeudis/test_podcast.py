"""The Jeudis as a podcast, read by the parsers of others."""

import json
import subprocess
from datetime import timedelta
from io import BytesIO

import feedparser
import podcastparser
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from lxml import etree

from jeudis.models import JeudiPage, Speaker
from tests import factories
from tests.jeudis.episodes import CHAPTERS, TRANSCRIPT, recording

NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}


@pytest.fixture
def index(episode):
    return episode.get_parent().get_parent().specific


@pytest.fixture
def read(client, index):
    def read(page=None, query=""):
        response = client.get(f"{(page or index).href}podcast.xml{query}")
        assert response.status_code == 200, response.status_code
        assert response["Content-Type"].startswith("application/rss+xml")
        return response.content

    return read


def xpath(feed: bytes, path: str):
    return etree.fromstring(feed).xpath(path, namespaces=NAMES)


def test_podcast_clients_read_an_episode(read, episode, client):
    feed = read()
    parsed = podcastparser.parse("http://testserver/", BytesIO(feed))

    [found] = parsed["episodes"]
    [enclosure] = found["enclosures"]
    assert found["guid"] == f"urn:uuid:{episode.translation_key}"
    assert found["title"] == "Faire alliance"
    assert found["total_time"] == 10
    assert found["number"] == episode.number
    assert found["published"] == int(episode.starts_at.timestamp())
    assert enclosure["mime_type"] == "audio/mpeg"
    assert enclosure["url"] == f"http://testserver{episode.href}episode.mp3"
    sent = b"".join(client.get(enclosure["url"]).streaming_content)
    assert enclosure["file_size"] == len(sent)


def test_feed_readers_find_nothing_to_complain_of(read):
    parsed = feedparser.parse(read())

    assert not parsed.bozo
    assert parsed.feed.language == "fr"
    assert parsed.feed.author == "Faire alliance"
    assert parsed.entries[0].itunes_duration == "10"


def test_podcasting_2_clients_read_it_whole(read, episode, tmp_path):
    person = factories.PersonFactory(name="Josepha Poret")
    Speaker.objects.create(jeudi=episode, person=person, locale=episode.locale)
    feed = tmp_path / "podcast.xml"
    feed.write_bytes(read())
    script = tmp_path / "read.cjs"
    script.write_text(
        f"const {{ parseFeed }} = require('{settings.ROOT}/node_modules/podcast-partytime');"
        f"const feed = parseFeed(require('fs').readFileSync('{feed}', 'utf8'), {{ allowMissingGuid: false }});"
        "process.stdout.write(JSON.stringify(feed));"
    )

    answer = subprocess.run(
        ["node", script], capture_output=True, check=True, text=True
    )

    found = json.loads(answer.stdout)
    assert found["guid"] and found["medium"] == "podcast"
    assert found["locked"] is True
    [item] = found["items"]
    assert item["guid"] == f"urn:uuid:{episode.translation_key}"
    assert item["podcastPeople"][0]["name"] == "Josepha Poret"
    assert [each["type"] for each in item["podcastTranscripts"]] == [
        "text/vtt", "application/srt", "application/json",  # as this parser names SubRip
    ]  # fmt: skip
    assert item["podcastChapters"]["type"] == "application/json+chapters"
    assert item["podcastSeason"]["number"] == 1
    assert item["podcastEpisode"]["number"] == episode.number


def test_what_identifies_an_episode_outlives_slug_title_and_host(read, episode, index, client):  # fmt: skip
    before = read()

    for page in (episode, index):
        page.slug += "-autre"
        page.title = "Un autre nom"
        page.save_revision().publish()
    index.refresh_from_db()
    after = client.get(
        f"{index.href}podcast.xml", headers={"Host": "localhost"}
    ).content

    assert xpath(before, "//podcast:guid/text()") == xpath(
        after, "//podcast:guid/text()"
    )
    assert xpath(before, "//item/guid/text()") == xpath(after, "//item/guid/text()")
    assert xpath(after, "//item/guid/@isPermaLink") == ["false"]


def test_a_reader_who_has_the_feed_is_not_sent_it_again(client, index, read):
    url = f"{index.href}podcast.xml"
    first = client.get(url)

    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert first.content == client.get(url).content


def test_a_season_has_its_own_feed_with_its_own_guid(read, episode, index):
    season = episode.get_parent().specific

    assert xpath(read(season), "//item/title/text()") == ["Faire alliance"]
    assert xpath(read(season), "//podcast:guid/text()") != xpath(read(), "//podcast:guid/text()")  # fmt: skip


def test_each_language_has_a_feed_of_its_own_episodes(client, episode, english, english_home, index):  # fmt: skip
    listing = factories.translated(index, english, slug="thursdays")

    french_only = client.get(f"{listing.href}podcast.xml").content
    season = factories.translated(episode.get_parent().specific, english, slug="season")
    factories.translated(episode, english, title="Making alliances")
    both = client.get(f"{listing.href}podcast.xml").content

    assert season.live
    assert xpath(french_only, "//item") == []
    assert xpath(both, "//item/title/text()") == ["Making alliances"]
    assert xpath(both, "//channel/language/text()") == ["en"]


def test_what_is_coming_is_a_live_item(read, episode, client, index):
    now = timezone.now()
    season = episode.get_parent().specific
    soon = now + timedelta(days=3)
    coming = factories.JeudiPageFactory(
        parent=season, title="Bientôt", starts_at=soon, join_url="https://example.org/",
        exception_reason="Pour voir", duration_minutes=60,
    )  # fmt: skip

    feed = read()

    [live] = xpath(feed, "//channel/podcast:liveItem")
    assert live.get("status") == "pending"
    assert live.find("title").text == "Bientôt"
    assert (
        live.get("start") == JeudiPage.objects.get(pk=coming.pk).starts_at.isoformat()
    )
    assert xpath(feed, "//item/title/text()") == ["Faire alliance"]


def test_an_old_archive_comes_in_pages(read, episode, client, index, monkeypatch):
    monkeypatch.setattr("jeudis.podcast.PER_PAGE", 1)
    document = episode.recordings[0].sources[0]
    factories.JeudiPageFactory(
        parent=episode.get_parent().specific, title="Plus ancien", media=[recording(document)],
        starts_at=episode.starts_at - timedelta(weeks=1),
    )  # fmt: skip

    first, second = read(), read(query="?page=2")

    assert xpath(first, "//item/title/text()") == ["Faire alliance"]
    assert xpath(second, "//item/title/text()") == ["Plus ancien"]
    assert xpath(first, "//atom:link[@rel='next']/@href")[0].endswith(
        "podcast.xml?page=2"
    )
    assert xpath(second, "//atom:link[@rel='previous']/@href")[0].endswith(
        "podcast.xml"
    )
    for mad in ("0", "3", "-1", "abc", "9" * 5000, "%00", "1e3", "²"):
        assert client.get(f"{index.href}podcast.xml?page={mad}").status_code == 404


def test_a_hundred_episodes_cost_what_one_does(
    read, episode, django_assert_max_num_queries
):
    document = episode.recordings[0].sources[0]
    for week in range(1, 12):
        factories.JeudiPageFactory(
            parent=episode.get_parent().specific, media=[recording(document)],
            starts_at=episode.starts_at - timedelta(weeks=week),
            transcript=TRANSCRIPT, chapters=CHAPTERS,
        )  # fmt: skip
    read()

    with django_assert_max_num_queries(8):
        feed = read()

    assert len(xpath(feed, "//item")) == 12


def test_an_empty_podcast_is_the_same_each_time(client, home):
    index = factories.JeudiIndexPageFactory(parent=home)

    feeds = {client.get(f"{index.href}podcast.xml").content for _time in range(2)}

    assert len(feeds) == 1


def test_readers_are_told_of_a_podcast_that_has_something(client, index, home):
    html = client.get(index.href).content.decode()

    assert f'href="{index.href}podcast.xml"' in html


def test_a_cover_that_directories_refuse_is_refused(index):
    index.podcast_cover = factories.SiteImageFactory()

    with pytest.raises(ValidationError) as refusal:
        index.clean()

    assert "1400 pixels" in str(refusal.value.message_dict["podcast_cover"])


def test_the_licence_and_the_trailer_are_said_when_they_are_known(index, read, library):
    assert xpath(read(), "//podcast:license | //podcast:trailer") == []

    index.podcast_licence = "cc-by-4.0"
    index.podcast_trailer = library("bande-annonce.mp3")
    index.save_revision().publish()

    assert xpath(read(), "//podcast:license/text()") == ["cc-by-4.0"]
    [trailer] = xpath(read(), "//podcast:trailer")
    assert trailer.get("type") == "audio/mpeg" and trailer.get("pubdate")
