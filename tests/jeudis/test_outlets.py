"""An episode to hear, to watch and to read: its page, its captions, its chapters, its sound."""

import io
import json
import subprocess

import pytest
from django.conf import settings
from mutagen.mp3 import MP3
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from core.models import SiteDocument
from jeudis.blocks import ChaptersBlock, MediaBlock, TranscriptBlock
from tests.jeudis.episodes import CHAPTERS, FRAMES, TRANSCRIPT, recording
from tests.sounds import FRAME_MS

YOUTUBE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@pytest.fixture
def get(client, episode):
    return lambda name="", **headers: client.get(episode.href + name, headers=headers)


# --- The page ---------------------------------------------------------------------


def test_the_page_plays_the_recording_with_the_browsers_own_controls(get, episode):
    html = get().content.decode()

    assert "<audio controls" in html
    assert episode.recordings[0].sources[0].url in html
    assert "Télécharger (MP3)" in html.replace("\u202f", " ")


def test_a_time_is_a_link_that_plays_without_a_script_too(get, episode):
    html = get().content.decode()

    source = episode.recordings[0].sources[0].url
    assert f'href="{source}#t=5" data-seek="5"' in html
    assert 'id="t5"' in html


def test_readers_do_not_see_the_times_inside_a_passage(get):
    html = get().content.decode()

    assert "[0:02" not in html
    assert "Parlons d’alliances." in html
    assert "<b>à tous</b>" not in html  # what somebody typed is text


def test_a_film_has_its_captions_and_chapters(client, episode, library):
    episode.media = [recording(library("film.webm", b"\x1a\x45\xdf\xa3" + bytes(60)))]
    episode.save_revision().publish()

    html = client.get(episode.href).content.decode()

    assert "<video controls" in html
    assert f'kind="captions" src="{episode.href}transcript.vtt" srclang="fr"' in html
    assert f'kind="chapters" src="{episode.href}chapters.vtt"' in html


def test_a_film_of_another_host_loads_nothing_before_the_click(client, episode):
    episode.media = [{"type": "embed", "value": {"title": "Le film", "url": YOUTUBE}}]
    episode.save_revision().publish()

    html = client.get(episode.href).content.decode()

    assert "<iframe" not in html
    assert f'href="{YOUTUBE}"' in html
    assert 'data-embed="https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"' in html
    assert f'href="{YOUTUBE}&amp;t=5s" data-seek="5"' in html


def test_the_recording_adds_at_most_one_statement_a_page(
    client, episode, django_assert_max_num_queries
):
    client.get(episode.href)

    with django_assert_max_num_queries(8):
        client.get(episode.href)


# --- Its files --------------------------------------------------------------------


def test_captions_in_webvtt(get):
    response = get("transcript.vtt")

    assert response["Content-Type"].startswith("text/vtt")
    assert response.content.decode().split("\n\n") == [
        "WEBVTT",
        "00:00:00.000 --> 00:00:02.500\n<v Josepha Poret>Bonjour\u202f: bienvenue.",
        "00:00:02.500 --> 00:00:04.000\n<v Josepha Poret>Parlons d’alliances.",
        "00:00:05.000 --> 00:00:10.449\nMerci &lt;b&gt;à tous&lt;/b&gt; &amp; à bientôt.\n",
    ]


def test_captions_in_subrip(get):
    text = get("transcript.srt").content.decode()

    assert text.startswith("1\n00:00:00,000 --> 00:00:02,500\nJosepha Poret: Bonjour")


def test_captions_in_json(get):
    segments = json.loads(get("transcript.json").content)["segments"]

    assert segments[1] == {
        "speaker": "Josepha Poret",
        "startTime": 2.5,
        "endTime": 4.0,
        "body": "Parlons d’alliances.",
    }


def test_the_text_alone(get, episode):
    html = get("transcript.html").content.decode()

    assert "<cite>Josepha Poret" in html
    assert "&lt;b&gt;à tous" in html
    assert 'name="robots" content="noindex"' in html
    # A time of HTML is an hour of the day, or a duration in the notation of ISO 8601.
    assert '<time datetime="PT5S">0:05</time>' in html
    assert f'href="{episode.href}"' in html


def test_chapters_as_podcast_clients_and_players_read_them(get):
    chapters = json.loads(get("chapters.json").content)["chapters"]
    vtt = get("chapters.vtt").content.decode()

    assert [each["startTime"] for each in chapters] == [0.0, 5.0]
    assert "00:00:00.000 --> 00:00:05.000\nOuverture" in vtt


def test_the_sound_carries_its_chapters_in_its_tag(get):
    response = get("episode.mp3")
    data = b"".join(response.streaming_content)

    sound = MP3(io.BytesIO(data))
    chapters = sound.tags.getall("CHAP")
    assert int(response["Content-Length"]) == len(data)
    assert response["Content-Type"] == "audio/mpeg"
    assert sound.info.length * 1000 == pytest.approx(FRAMES * FRAME_MS, abs=40)
    assert [(c.start_time, c.end_time) for c in chapters] == [(0, 5000), (5000, 10449)]
    assert str(chapters[1].sub_frames["TIT2"]) == "Merci\u202f!"
    assert str(sound.tags["TIT2"]) == "Faire alliance"
    assert sound.tags.getall("CTOC")[0].child_element_ids == ["chp0", "chp1"]


def test_a_part_of_the_sound_is_the_same_part_of_the_whole(get):
    whole = b"".join(get("episode.mp3").streaming_content)

    response = get("episode.mp3", Range="bytes=50-4999")

    assert response.status_code == 206
    assert b"".join(response.streaming_content) == whole[50:5000]


def test_the_sound_changes_its_mark_with_its_chapters(get, episode, client):
    before = get("episode.mp3")["ETag"]
    assert get("episode.mp3", **{"If-None-Match": before}).status_code == 304

    episode.chapters = CHAPTERS[:1]
    episode.save_revision().publish()

    assert client.get(episode.href + "episode.mp3")["ETag"] != before


FILES = ["transcript.vtt", "transcript.srt", "transcript.json", "transcript.html", "chapters.json", "chapters.vtt", "episode.mp3"]  # fmt: skip


def test_what_an_episode_does_not_have_has_no_address(client, episode):
    episode.media, episode.transcript, episode.chapters = [], [], []
    episode.save_revision().publish()

    assert [client.get(episode.href + name).status_code for name in FILES] == [404] * 7


def test_a_file_that_went_from_the_library_leaves_the_page_whole(client, episode):
    SiteDocument.objects.all().delete()

    response = client.get(episode.href)

    assert response.status_code == 200
    assert client.get(episode.href + "episode.mp3").status_code == 404


# --- What editors can't enter -----------------------------------------------------


def test_a_file_that_is_no_recording_is_refused(library):
    document = library("note.pdf", b"%PDF")
    block = MediaBlock()
    value = block.to_python([recording(document)])

    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(value)

    error = refusal.value.block_errors[0]
    assert isinstance(error, StructBlockValidationError)
    assert "note.pdf" in str(error.block_errors["files"].messages)


def test_an_address_that_is_no_film_is_refused():
    block = MediaBlock()
    value = block.to_python(
        [{"type": "embed", "value": {"title": "Film", "url": "https://example.org/f"}}]
    )

    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(value)

    assert "Lien vers un autre site" in str(refusal.value.block_errors[0].block_errors)


def test_chapters_out_of_order_are_refused_beside_the_chapter():
    block = ChaptersBlock()
    value = block.to_python(list(reversed(CHAPTERS)))

    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(value)

    assert list(refusal.value.block_errors) == [1]


def test_passages_out_of_order_are_refused():
    block = TranscriptBlock()
    value = block.to_python(list(reversed(TRANSCRIPT)))

    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(value)

    assert "Passage 2" in str(refusal.value.non_block_errors)


def test_the_parser_of_the_specifications_author_reads_our_captions(get, tmp_path):
    for name, kind in (("transcript.vtt", "captions"), ("chapters.vtt", "chapters")):
        file = tmp_path / name
        file.write_bytes(get(name).content)
        script = tmp_path / "read.cjs"
        script.write_text(
            f"const {{ WebVTTParser }} = require('{settings.ROOT}/node_modules/webvtt-parser');"
            f"const read = require('fs').readFileSync('{file}', 'utf8');"
            f"const {{ cues, errors }} = new WebVTTParser().parse(read, '{kind}');"
            "console.log(JSON.stringify({ errors, starts: cues.map((cue) => cue.startTime) }));"
        )

        answer = subprocess.run(["node", script], capture_output=True, check=True)

        found = json.loads(answer.stdout)
        assert found["errors"] == []
        assert found["starts"][0] == 0 and found["starts"][-1] == 5
