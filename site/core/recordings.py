"""
Sounds and films of the library: what a file truly is, measured when it comes in.

ffprobe measures where it is installed, because it knows every format; else tinytag reads
the headers of sounds and MP4 files. Either way a file that only has the right name is
refused: a reader's player would say nothing but an error.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from tinytag import TinyTag, TinyTagException

# What browsers play, and podcast clients download (RFC 3003, RFC 4337, RFC 5334).
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
MAGIC_OF_WEBM = b"\x1a\x45\xdf\xa3"  # EBML, RFC 8794
ID3_HEADER = 10
LONGEST_PROBE = 60  # seconds
# A playlist that calls itself a film may neither name other files nor other hosts.
PROBE = [
    *("ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json"),
    *("-protocol_whitelist", "file,pipe"),
    *("-format_whitelist", "mp3,mov,ogg,matroska"),
]


class NotARecording(ValueError):
    """The name says sound or film, the bytes do not."""


@dataclass(frozen=True)
class Measures:
    duration_ms: int | None  # None where nothing here can tell
    tag_size: int  # bytes of an ID3v2 tag before the sound


def extension(name: str) -> str:
    return PurePath(name).suffix.lstrip(".").lower()


def content_type(name: str) -> str:
    """The media type of what can be played; empty for any other file."""
    return TYPES.get(extension(name), "")


def files_of(stream) -> list[int]:
    """The documents that the recordings of a body play, from what is stored."""
    return [
        item["value"]
        for block in stream.raw_data
        if block["type"] == "recording"
        for item in block["value"]["files"]
    ]


def measure(file: BinaryIO, name: str) -> Measures:
    """How long a recording lasts; `NotARecording` when it is not one."""
    duration = _probed(file) if shutil.which("ffprobe") else _read(file, name)
    file.seek(0)
    size = tag_size(file.read(ID3_HEADER))
    file.seek(0)
    return Measures(None if duration is None else round(duration * 1000), size)


def tag_size(head: bytes) -> int:
    """The whole length of an ID3v2 tag, of which these are the first ten bytes."""
    if len(head) < ID3_HEADER or head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:  # seven bits a byte: ID3v2.4.0, § 6.2
        size = size << 7 | byte & 0x7F
    has_footer = head[5] & 0x10
    return ID3_HEADER + size + (ID3_HEADER if has_footer else 0)


def _probed(file: BinaryIO) -> float:
    file.seek(0)
    path = getattr(file, "temporary_file_path", None)
    asked = [*PROBE, f"file:{path()}" if path else "-"]
    try:
        answer = subprocess.run(
            asked,
            stdin=subprocess.DEVNULL if path else file,
            capture_output=True,
            timeout=LONGEST_PROBE,
            check=True,
        )
        found = json.loads(answer.stdout)
        kinds = {stream.get("codec_type") for stream in found.get("streams", ())}
        if not kinds & {"audio", "video"}:
            raise NotARecording
        return float(found["format"]["duration"])
    except (subprocess.SubprocessError, ValueError, KeyError, OSError) as error:
        raise NotARecording from error


def _read(file: BinaryIO, name: str) -> float | None:
    file.seek(0)
    if extension(name) == "webm":
        if file.read(4) != MAGIC_OF_WEBM:
            raise NotARecording
        return None
    try:
        found = TinyTag.get(filename=name, file_obj=file, tags=False)
    except (TinyTagException, ValueError, IndexError, EOFError, OSError) as error:
        raise NotARecording from error
    if not found.duration:
        raise NotARecording
    return found.duration
