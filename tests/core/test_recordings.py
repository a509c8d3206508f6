"""Sounds and films: measured when they come in, sent from any second."""

import contextlib
import io
import shutil
import subprocess

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, CollectionViewRestriction

from core import ranges, recordings
from core.models import SiteDocument
from core.recordings import NotARecording
from tests.sounds import FRAME_MS, id3, mp3


@pytest.fixture
def no_ffprobe(monkeypatch):
    monkeypatch.setattr(recordings.shutil, "which", lambda name: None)


def test_a_sound_says_how_long_it_lasts_and_where_it_begins(no_ffprobe):
    measured = recordings.measure(io.BytesIO(id3(50) + mp3(400)), "a.mp3")

    assert measured.duration_ms == pytest.approx(400 * FRAME_MS, abs=30)
    assert measured.tag_size == 60


NOT_SOUNDS = [b"", b"hello" * 100, b"<html></html>", b"PK\x03\x04" + bytes(90), b"ID3"]


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.ogg", "a.opus", "a.mp4", "a.webm"])  # fmt: skip
def test_what_only_has_the_name_of_a_recording_is_refused(no_ffprobe, name):
    for data in NOT_SOUNDS:
        with pytest.raises(NotARecording):
            recordings.measure(io.BytesIO(data), name)


@given(st.binary(max_size=400))
def test_any_bytes_are_measured_or_refused(data):
    for name in ("a.mp3", "a.m4a", "a.ogg", "a.webm"):
        with contextlib.suppress(NotARecording):
            recordings._read(io.BytesIO(data), name)


def test_ffprobe_measures_where_it_is_installed(monkeypatch):
    asked = []

    def run(command, **options):
        asked.append(command)
        answer = (
            b'{"streams": [{"codec_type": "audio"}], "format": {"duration": "12.5"}}'
        )
        return subprocess.CompletedProcess(command, 0, stdout=answer)

    monkeypatch.setattr(recordings.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(recordings.subprocess, "run", run)

    assert recordings.measure(io.BytesIO(mp3(3)), "a.mp3").duration_ms == 12_500
    assert "file,pipe" in asked[0]  # no playlist may lead to another host


def test_what_ffprobe_refuses_is_refused(monkeypatch):
    def run(command, **options):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(recordings.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(recordings.subprocess, "run", run)

    with pytest.raises(NotARecording):
        recordings.measure(io.BytesIO(mp3(3)), "a.mp3")


def test_the_real_ffprobe_agrees():
    if shutil.which("ffprobe"):
        file = io.BytesIO(mp3(400))
        assert recordings._probed(file) == pytest.approx(10.4, abs=0.2)
        with pytest.raises(NotARecording):
            recordings._probed(io.BytesIO(b"#EXTM3U\n#EXTINF:5,\nfile:///etc/hosts\n"))


# --- In the admin -----------------------------------------------------------------


def upload(client, name, data):
    form = {"title": "Un enregistrement", "language": "fr", "collection": 1}
    file = SimpleUploadedFile(name, data)
    return client.post("/admin/documents/add/", {**form, "file": file})


def test_an_editor_adds_a_sound_that_is_measured(admin_client, no_ffprobe):
    response = upload(admin_client, "jeudi.mp3", id3(20) + mp3(100))

    assert response.status_code == 302
    document = SiteDocument.objects.get()
    assert document.is_recording and not document.is_film
    assert document.duration_ms == pytest.approx(2600, abs=30)
    assert document.tag_size == 30


def test_an_editor_reads_why_a_false_sound_is_refused(admin_client, no_ffprobe):
    response = upload(admin_client, "jeudi.mp3", b"<html>Page introuvable</html>")

    assert "ne se lit pas comme un enregistrement .mp3" in response.content.decode()
    assert not SiteDocument.objects.exists()


def test_a_document_has_a_size_that_fits_its_kind(admin_client, monkeypatch):
    monkeypatch.setattr("core.uploads.LARGEST_PAPER", 1000)

    response = upload(admin_client, "note.pdf", bytes(1001))

    assert "plus que les" in response.content.decode()
    assert not SiteDocument.objects.exists()


# --- Ranges -----------------------------------------------------------------------

BODY = bytes(range(256)) * 4


@pytest.fixture
def sound(db, tmp_path, monkeypatch):
    """A document kept on disk, as in production."""
    field = SiteDocument._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(tmp_path))
    return SiteDocument.objects.create(title="Son", file=ContentFile(BODY, "son.mp3"))


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    "asked, status, first, end",
    [
        (None, 200, 0, 1024),
        ("bytes=0-", 200, 0, 1024),
        ("bytes=0-99", 206, 0, 100),
        ("bytes=1000-", 206, 1000, 1024),
        ("bytes=1000-99999", 206, 1000, 1024),
        ("bytes=-24", 206, 1000, 1024),
        ("bytes=-9999", 200, 0, 1024),
        ("bytes=5-2", 200, 0, 1024),  # not a range: RFC 9110, 14.1.1
        ("bytes=-", 200, 0, 1024),
        ("lines=1-2", 200, 0, 1024),
        ("bytes=0-1,5-6", 200, 0, 1024),
        ("bytes=" + "9" * 5000 + "-", 416, 0, 0),
        ("bytes=1024-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_a_player_asks_for_a_part(client, sound, asked, status, first, end):
    headers = {"Range": asked} if asked else {}

    response = client.get(sound.url, headers=headers)

    assert response.status_code == status
    assert response["Accept-Ranges"] == "bytes"
    if status == 416:
        assert response["Content-Range"] == "bytes */1024"
        return
    assert body(response) == BODY[first:end]
    assert response["Content-Length"] == str(end - first)
    assert response["Content-Type"] == "audio/mpeg"
    if status == 206:
        assert response["Content-Range"] == f"bytes {first}-{end - 1}/1024"


def test_a_file_that_a_reader_has_is_not_sent_again(client, sound):
    etag = client.get(sound.url)["ETag"]

    response = client.get(sound.url, headers={"If-None-Match": etag})

    assert response.status_code == 304


def test_a_part_of_another_file_is_not_joined_to_this_one(client, sound):
    headers = {"Range": "bytes=10-", "If-Range": '"another"'}

    response = client.get(sound.url, headers=headers)

    assert response.status_code == 200
    assert body(response) == BODY


@given(st.binary(max_size=50), st.integers(0, 200), st.data())
def test_a_head_stands_in_the_place_of_the_first_bytes(head, skip, data):
    whole = head + BODY[skip:]
    first = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(first, len(whole)))

    sent = b"".join(ranges._parts(lambda: io.BytesIO(BODY), head, skip, first, end))

    assert sent == whole[first:end]


def test_a_restricted_recording_is_not_played(client, sound):
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    sound.collection = collection
    sound.save()

    assert client.get(sound.url).status_code == 404
