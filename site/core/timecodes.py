"""Places in a recording, as people type them and read them."""

import re

# 12:05, 1:02:30, 0:12.250: hours when there are some, minutes, seconds, thousandths.
TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,3}))?"


def milliseconds(time: str) -> int:
    """12:05 → 725000 ; 1:02:30.5 → 3750500."""
    match = re.fullmatch(TIME, time.strip())
    if not match:
        raise ValueError(time)
    return in_milliseconds(*match.groups())


def in_milliseconds(hours, minutes, seconds, fraction) -> int:
    """What the four groups of `TIME` say."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def clock(ms: int, has_fraction=False) -> str:
    """725000 → 12:05, as readers read a time."""
    seconds, fraction = divmod(ms, 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    text = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    text = f"{text}:{seconds % 60:02}"
    return f"{text}.{fraction:03}" if has_fraction and fraction else text


def stamp(ms: int, point=".") -> str:
    """725000 → 00:12:05.000, as WebVTT writes it; SubRip has a comma."""
    seconds, fraction = divmod(ms, 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours:02}:{minutes:02}:{seconds % 60:02}{point}{fraction:03}"
