"""One transcript: read from files, corrected as passages, written as captions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timecodes import clock, milliseconds, stamp
from jeudis import transcripts
from jeudis.transcripts import Cue, Passage, Refused

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=2).map("\n".join)
SPEAKER = st.sampled_from(["", "Josepha Poret", "C.-B. Heidsieck", "Léa <3 & Zoé"])


@st.composite
def cue_lists(draw):
    """Cues in order, with and without silence between them."""
    found, now = [], draw(st.integers(0, 5000))
    for _cue in range(draw(st.integers(1, 12))):
        end = now + draw(st.integers(1, 20_000))
        found.append(Cue(now, end, draw(TEXT), draw(SPEAKER)))
        now = end + draw(st.sampled_from([0, 0, 1, 900, 3_600_000]))
    return found


def same(one, other):
    return [(c.start, c.end, c.text, c.speaker) for c in one] == [
        (c.start, c.end, c.text, c.speaker) for c in other
    ]


@given(cue_lists())
def test_passages_keep_every_cue_with_its_times_its_words_and_who_speaks(cues):
    assert same(transcripts.cues(transcripts.passages(cues)), cues)


@given(cue_lists())
def test_what_is_exported_can_be_imported_again(cues):
    vtt = transcripts.as_vtt(cues).encode()

    passages = transcripts.read(vtt, "episode.vtt")

    assert same(transcripts.cues(passages), cues)


@given(cue_lists())
def test_exports_have_the_same_cues(cues):
    srt = transcripts.read(transcripts.as_srt(cues).encode(), "episode.srt")

    assert [c.start for c in transcripts.cues(srt)] == [c.start for c in cues]
    segments = transcripts.as_json(cues)["segments"]
    assert [each["startTime"] for each in segments] == [c.start / 1000 for c in cues]
    json.dumps(segments)


@given(cue_lists())
def test_passages_of_cues_are_in_order(cues):
    assert transcripts.disorder(transcripts.passages(cues)) == ""


@given(st.integers(0, 10**9))
def test_a_time_reads_back(ms):
    assert milliseconds(clock(ms, has_fraction=True)) == ms
    assert milliseconds(stamp(ms)) == ms


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data):
    for name in ("a.vtt", "a.srt", "a.txt"):
        try:
            transcripts.read(data, name)
        except Refused as refusal:
            assert str(refusal)


def test_one_person_is_read_in_paragraphs_that_end_with_a_sentence():
    cues = [
        Cue(place * 4000, place * 4000 + 4000, "Une phrase entière de quarante signes.")
        for place in range(40)
    ]

    passages = transcripts.passages(cues)

    assert 2 < len(passages) < 10
    assert all(transcripts.reading(each).endswith(".") for each in passages)
    assert "[" not in transcripts.reading(passages[0])


def test_correcting_words_keeps_the_times():
    [passage] = transcripts.passages(
        [Cue(1000, 2500, "Bonjour a tous."), Cue(2500, 4000, "Parlons d'aliances.")]
    )

    corrected = passage.text.replace("a tous", "à tous").replace(
        "aliances", "alliances"
    )

    assert same(
        transcripts.cues([Passage(corrected, "", passage.start)]),
        [Cue(1000, 2500, "Bonjour à tous."), Cue(2500, 4000, "Parlons d'alliances.")]
    )  # fmt: skip


def test_a_passage_typed_by_hand_becomes_captions_of_two_lines():
    text = "Une alliance se construit dans la durée. " * 10

    cues = transcripts.cues([Passage(text, "Léa", 60_000), Passage("Fin.", "", 90_000)])

    assert cues[0].start == 60_000 and cues[-2].end == 90_000
    assert all(len(cue.text) <= transcripts.CAPTION for cue in cues)
    assert all(one.end == other.start for one, other in zip(cues, cues[1:]))  # noqa: B905


def test_a_plain_text_gives_passages_speakers_and_the_times_it_has():
    text = "[0:12] Josepha Poret : Bonjour à tous.\n\n1:02:30 — Merci.\n\nDeux points : non"

    passages = transcripts.read(text.encode(), "episode.txt")

    assert passages == [
        Passage("Bonjour à tous.", "Josepha Poret", 12_000),
        Passage("Merci.", "", 3_750_000),
        Passage("non", "Deux points"),
    ]


def test_a_text_without_times_has_no_captions():
    assert transcripts.cues(transcripts.read(b"Bonjour.\n\nMerci.", "a.txt")) == []


VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nUn\n\n{}\nDeux\n"


@pytest.mark.parametrize(
    "text, words",
    [
        (VTT.format("00:03.000 --> 00:06.000"), "Sous-titre 2 : il commence à 00:00:03.000"),
        (VTT.format("00:09.000 --> 00:06.000"), "Sous-titre 2 : il finit (00:00:06.000)"),
        (VTT.format("00:06.000 --> 00:06.000"), "avant d'avoir commencé"),
        (VTT.format("00:99.000 --> 01:06.000"), "ne se lisent pas"),
        (VTT.format("hier --> demain"), "ne se lisent pas"),
        ("WEBVTT\n", "aucun texte"),
        ("WEBVTT\n\nNOTE rien", "aucun texte"),
        ("", "vide"),
        ("  \n ", "vide"),
        ("Bonjour", "aucun temps"),
        ("1\n00:00:05,000 --> 00:00:01,000\nÀ l'envers", "avant d'avoir commencé"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_its_place(text, words):
    with pytest.raises(Refused) as refusal:
        transcripts.read(text.encode(), "episode.vtt")

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "affiche.txt"),
        ("Bonjour à toutes".encode("utf-16"), "unicode.txt"),
        (b"PK\x03\x04\x14\x00word/document.xml", "texte.txt"),
        (b"%PDF-1.7 un texte", "texte.pdf"),
        (b"Bonjour", "sans-nom"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(data, name):
    with pytest.raises(Refused, match=name):
        transcripts.read(data, name)


def test_a_text_whose_times_go_back_is_refused():
    with pytest.raises(Refused, match="Passage 2"):
        transcripts.read(b"[2:00] Un\n\n[1:00] Deux", "a.txt")
    assert "Passage 1" in transcripts.disorder([Passage("[0:05 > 0:04] Un", "", 5000)])


def test_a_week_of_text_is_refused():
    with pytest.raises(Refused, match="trop lourd"):
        transcripts.read(b"a" * (transcripts.LARGEST + 1), "a.txt")


def test_an_old_windows_file_keeps_its_accents():
    text = "1\r\n00:00:01,000 --> 00:00:02,000\r\nDéjà été\r\n"

    [passage] = transcripts.read(text.encode("cp1252"), "a.srt")

    assert transcripts.reading(passage) == "Déjà été"
