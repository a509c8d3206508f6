"""
The tag that goes before the sound of an episode: its title, its speakers, its chapters.

ID3v2.4.0 (id3.org), with the frames CHAP and CTOC of the ID3v2 Chapter Frame Addendum:
players that know nothing of our feed show the chapters all the same.
"""

from collections.abc import Sequence

UTF_8 = b"\x03"
NO_OFFSET = b"\xff\xff\xff\xff"  # times are in milliseconds, bytes are not said
TOP_LEVEL_IN_ORDER = b"\x03"
MOST_CHAPTERS = 255  # the table of contents counts them in a byte
LATEST_MS = 2**32 - 1


def tag(texts: dict[str, str], chapters: Sequence[tuple[int, str]], lasts_ms: int):
    """
    The bytes of a tag: text frames by their identifier (TIT2, TPE1, TALB, TLAN, WOAS…),
    then chapters as (start in milliseconds, title), in order.
    """
    frames = [
        _frame(name, value.encode() if name.startswith("W") else UTF_8 + value.encode())
        for name, value in texts.items()
        if value
    ]
    chapters = list(chapters[:MOST_CHAPTERS])
    if chapters:
        last = max(lasts_ms, chapters[-1][0])
        ends = [start for start, _title in chapters[1:]] + [last]
        spans = zip(chapters, ends, strict=True)
        names = [f"chp{place}".encode() + b"\0" for place in range(len(chapters))]
        table = b"toc\0" + TOP_LEVEL_IN_ORDER + bytes([len(names)]) + b"".join(names)
        frames.append(_frame("CTOC", table))
        frames += [
            _frame("CHAP", name + _span(start, end) + _frame("TIT2", UTF_8 + title.encode()))
            for name, ((start, title), end) in zip(names, spans, strict=True)
        ]  # fmt: skip
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body


def _span(start: int, end: int) -> bytes:
    times = (min(each, LATEST_MS).to_bytes(4) for each in (start, end))
    return b"".join(times) + 2 * NO_OFFSET


def _frame(name: str, content: bytes) -> bytes:
    return name.encode() + _synchsafe(len(content)) + b"\x00\x00" + content


def _synchsafe(number: int) -> bytes:
    """Four bytes of seven bits (§ 6.2), so that no size looks like the start of a sound."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
