"""
The full text of an episode: timed cues, kept as passages that a person reads and corrects.

One source serves the page, the captions and the exports. A cue is what captions show at
once (WebVTT, W3C; SubRip). A passage is what one person says, some sentences long; in its
text each line that begins a cue carries its time, so that words can be corrected without
losing it:

    [12:05.000] Bonjour à toutes et à tous.
    [12:08.400 > 12:10.000] Nous parlons aujourd'hui d'alliances.

A cue lasts until the next one, or until the time after « > ». A line without a time goes
on with the cue before it. Where a passage typed by hand has no times inside, captions
share its duration in proportion of the words.

>>> cues([Passage("Bonjour.", start=0), Passage("Merci.", start=2000)], 3000)
[Cue(start=0, end=2000, text='Bonjour.'), Cue(start=2000, end=3000, text='Merci.')]
"""

import html
import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import webvtt
from django.utils.translation import gettext as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

from core.timecodes import TIME, clock, in_milliseconds, milliseconds, stamp

LARGEST = 5 * 1024 * 1024  # characters: a week of speech
LONGEST_PASSAGE = 800  # characters, then the next end of a sentence ends it
CAPTION = 84  # two lines of 42 characters
READING_SPEED = 15  # characters a second, where nothing says how long a last cue lasts
TIMED = re.compile(rf"\[{TIME}(?:\s*>\s*{TIME})?\]\s?")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")  # what nobody types
SENTENCE_END = re.compile(r"[.!?…][»\"”)]?$")


class Refused(ValueError):
    """A transcript that can't be taken in; the message says where and why."""


@dataclass(frozen=True)
class Cue:
    """What captions show at once, from an instant to another, in milliseconds."""

    start: int
    end: int
    text: str
    speaker: str = field(default="", repr=False)


@dataclass(frozen=True)
class Passage:
    """What one person says, as the editor sees it."""

    text: str
    speaker: str = ""
    start: int | None = None


# --- Reading files ----------------------------------------------------------------


def read(data: bytes, name: str) -> list[Passage]:
    """The passages of a file in WebVTT, SubRip or plain text, by its first lines."""
    if len(data) > LARGEST:
        raise Refused(_("Ce fichier est trop lourd pour une transcription."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    is_text = not BINARY.search(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not text.strip():
        raise Refused(_("Ce fichier est vide."))
    if text.startswith("WEBVTT"):
        return passages(_timed(text, "vtt"))
    if "-->" in text:
        return passages(_timed(text, "srt"))
    if name.lower().endswith((".vtt", ".srt")):
        raise Refused(
            _("« %(name)s » ne contient aucun temps : ce n'est pas un fichier de sous-titres.")
            % {"name": name}
        )  # fmt: skip
    if not is_text or not name.lower().endswith(".txt"):
        raise Refused(
            _("« %(name)s » n'est ni des sous-titres (.vtt, .srt) ni un texte (.txt, en UTF-8).")
            % {"name": name}
        )  # fmt: skip
    return plain(text)


def _timed(text: str, kind: str) -> list[Cue]:
    try:
        if kind == "vtt":
            captions = list(webvtt.WebVTT.from_string(text, strict=True))
        else:
            captions = list(webvtt.WebVTT.from_buffer(io.StringIO(text), format=kind))
    except (MalformedCaptionError, MalformedFileError, ValueError) as error:
        raise Refused(
            _("Ces sous-titres ne se lisent pas : %(error)s") % {"error": _short(error)}
        ) from error
    unescape = html.unescape if kind == "vtt" else str
    found = [_cue(caption, unescape) for caption in captions]
    found = [cue for cue in found if cue.text]
    if not found:
        raise Refused(_("Ces sous-titres ne contiennent aucun texte."))
    for place, cue in enumerate(found, 1):
        if cue.end <= cue.start:
            raise Refused(
                _("Sous-titre %(place)s : il finit (%(end)s) avant d'avoir commencé (%(start)s).")
                % {"place": place, "start": stamp(cue.start), "end": stamp(cue.end)}
            )  # fmt: skip
    for place, (before, after) in enumerate(pairwise(found), 2):
        if after.start < before.end:
            raise Refused(
                _("Sous-titre %(place)s : il commence à %(start)s, avant la fin du précédent (%(end)s).")
                % {"place": place, "start": stamp(after.start), "end": stamp(before.end)}
            )  # fmt: skip
    return found


def _cue(caption, unescape) -> Cue:
    lines = (" ".join(unescape(line).split()) for line in caption.text.split("\n"))
    return Cue(
        start=milliseconds(caption.start),
        end=milliseconds(caption.end),
        text="\n".join(line for line in lines if line),
        speaker=" ".join(unescape(caption.voice or "").split())[:120],
    )


def _short(error) -> str:
    return textwrap.shorten(str(error) or type(error).__name__, 160, placeholder="…")


NAMED = re.compile(r"^([^\s:][^:\n]{0,58}[^\s:]|[^\s:]) ?: +(?=\S)")


def plain(text: str) -> list[Passage]:
    """
    A text typed by hand: a passage for each paragraph, who speaks before a colon, and
    the time where the paragraph begins with one, in brackets or not.
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        words = " ".join(paragraph.split())
        start = None
        if match := re.match(rf"[\[(]?{TIME}[\])]?(?=\s)\s*[-–—]?\s*", words):
            start = in_milliseconds(*match.groups())
            words = words[match.end() :]
        speaker = ""
        if match := NAMED.match(words):
            speaker, words = match[1], words[match.end() :]
        if words:
            found.append(Passage(_escaped(words), speaker, start))
    if mistake := disorder(found):
        raise Refused(mistake)
    return found


# --- Passages ---------------------------------------------------------------------


def passages(cues: Iterable[Cue]) -> list[Passage]:
    """Cues as one reads them: together while the same person speaks, up to a sentence's end."""
    groups: list[list[Cue]] = []
    for cue in cues:
        if groups and _goes_on(groups[-1], cue):
            groups[-1].append(cue)
        else:
            groups.append([cue])
    found = []
    for place, group in enumerate(groups):
        after = groups[place + 1][0].start if place + 1 < len(groups) else None
        nexts = [cue.start for cue in group[1:]] + [after]
        lines = [
            _marked(cue, following) for cue, following in zip(group, nexts, strict=True)
        ]
        found.append(Passage("\n".join(lines), group[0].speaker, group[0].start))
    return found


def _goes_on(group: list[Cue], cue: Cue) -> bool:
    length = sum(len(each.text) for each in group)
    is_full = length > LONGEST_PASSAGE / 2 and SENTENCE_END.search(group[-1].text)
    return (
        cue.speaker == group[-1].speaker and not is_full and length <= LONGEST_PASSAGE
    )


def _marked(cue: Cue, following: int | None) -> str:
    times = clock(cue.start, has_fraction=True)
    if cue.end != following:
        times += f" > {clock(cue.end, has_fraction=True)}"
    return f"[{times}] {_escaped(cue.text)}"


def _escaped(text: str) -> str:
    """Words that begin like a time are not one."""
    return "\n".join(
        f"\\{line}" if line.startswith("\\") or TIMED.match(line) else line
        for line in text.split("\n")
    )


def _plain(line: str) -> str:
    return line.removeprefix("\\")


@dataclass
class _Line:
    """A cue as a passage writes it: its end may be that of the next one."""

    text: str
    speaker: str
    start: int | None = None
    end: int | None = None
    is_marked: bool = False


def _lines(passage: Passage) -> list[_Line]:
    found = []
    for line in passage.text.split("\n"):
        if match := TIMED.match(line):
            times = match.groups()
            end = in_milliseconds(*times[4:]) if times[5] else None
            start = in_milliseconds(*times[:4])
            words = _plain(line[match.end() :])
            found.append(_Line(words, passage.speaker, start, end, is_marked=True))
        elif found:
            found[-1].text += f"\n{_plain(line)}"
        else:
            found.append(_Line(_plain(line), passage.speaker, passage.start))
    return found


def reading(passage: Passage) -> str:
    """The words of a passage as readers read them, without the times."""
    return " ".join(" ".join(line.text.split()) for line in _lines(passage)).strip()


def disorder(passages: Sequence[Passage]) -> str:
    """What is wrong with the times of passages, in words; empty when they follow each other."""
    last, where = -1, 0
    for place, passage in enumerate(passages, 1):
        for line in _lines(passage):
            if line.start is None:
                continue
            if line.start < last or line.start == last and where != place:
                return _("Passage %(place)s : %(time)s vient après %(last)s. Les temps doivent se suivre.") % {
                    "place": place,
                    "time": clock(line.start, has_fraction=True),
                    "last": clock(last, has_fraction=True),
                }  # fmt: skip
            if line.end is not None and line.end <= line.start:
                return _("Passage %(place)s : un propos finit à %(end)s, avant d'avoir commencé.") % {
                    "place": place,
                    "end": clock(line.end, has_fraction=True),
                }  # fmt: skip
            last, where = max(line.start, (line.end or 0) - 1), place
    return ""


def cues(passages: Iterable[Passage], lasts: int | None = None) -> list[Cue]:
    """The captions of passages; none where nobody wrote a time."""
    lines = [line for passage in passages for line in _lines(passage)]
    timed: list[_Line] = []
    for line in lines:
        if line.start is not None:
            timed.append(replace(line))
        elif timed:  # a passage without a time goes on with the one before it
            timed[-1].text += f"\n{line.text}"
            timed[-1].is_marked = False
    found = []
    for place, line in enumerate(timed):
        following = timed[place + 1].start if place + 1 < len(timed) else lasts
        end = line.end or following
        if end is None or end <= line.start:
            end = line.start + max(1000, len(line.text) * 1000 // READING_SPEED)
        if line.text.strip():
            found += _shared(Cue(line.start, end, line.text, line.speaker), line)
    return found


def _shared(cue: Cue, line: _Line) -> list[Cue]:
    """A long passage without times inside, as several captions."""
    if line.is_marked or len(cue.text) <= CAPTION:
        return [cue]
    parts = textwrap.wrap(cue.text, CAPTION)
    total, done, found = sum(map(len, parts)), 0, []
    for part in parts:
        start = cue.start + (cue.end - cue.start) * done // total
        done += len(part)
        end = cue.start + (cue.end - cue.start) * done // total
        found.append(Cue(start, end, part, cue.speaker))
    return found


# --- Writing files ----------------------------------------------------------------


def as_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT, with voices (W3C, § 4.2.2)."""
    blocks = ["WEBVTT"]
    for cue in cues:
        text = _markup(cue.text)
        if cue.speaker:
            text = f"<v {_markup(cue.speaker)}>{text}"
        blocks.append(f"{stamp(cue.start)} --> {stamp(cue.end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _markup(text: str) -> str:
    """Without the empty lines that would end a cue, nor signs that would be tags."""
    text = "\n".join(line for line in text.split("\n") if line.strip())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_srt(cues: Iterable[Cue]) -> str:
    """SubRip: the speaker before a colon, where it changes."""
    blocks, before = [], ""
    for number, cue in enumerate(cues, 1):
        text = "\n".join(line for line in cue.text.split("\n") if line.strip())
        text = text.replace("-->", "→")
        if cue.speaker and cue.speaker != before:
            text = f"{cue.speaker}: {text}"
        before = cue.speaker
        times = f"{stamp(cue.start, ',')} --> {stamp(cue.end, ',')}"
        blocks.append(f"{number}\n{times}\n{text}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def as_json(cues: Iterable[Cue]) -> dict:
    """The JSON transcript of Podcasting 2.0: times in seconds."""
    return {
        "version": "1.0.0",
        "segments": [
            {
                **({"speaker": cue.speaker} if cue.speaker else {}),
                "startTime": cue.start / 1000,
                "endTime": cue.end / 1000,
                "body": " ".join(cue.text.split()),
            }
            for cue in cues
        ],
    }
