"""
Films that other hosts keep: what plays them in our page, once a reader asks for it.

A page shows a link to the film on its host's site; a click puts the host's player in the
page instead. Of what the address says only the film's identifier is kept. The content
policy lets frames of these hosts in, and of no other.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"}  # fmt: skip
VIMEO = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
DAILYMOTION = {"dailymotion.com", "www.dailymotion.com", "dai.ly"}

PEERTUBE = re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{8,36})")


@dataclass(frozen=True)
class Film:
    """A film on its host: who keeps it, and the address of the player."""

    host: str
    player: str


def film(address: str) -> Film | None:
    """What plays the film at an address; None for a host that we don't know."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host, path = (parts.hostname or "").lower(), parts.path.rstrip("/")
    if parts.scheme != "https":
        return None
    if host in YOUTUBE:
        asked = parse_qs(parts.query).get("v", [""])[0]
        name = asked or path.rpartition("/")[2]
        if re.fullmatch(r"[\w-]{11}", name):
            return Film("YouTube", f"https://www.youtube-nocookie.com/embed/{name}")
    elif host in VIMEO:
        if match := re.search(r"/(\d{5,12})(?:/(\w{8,12}))?$", path):
            secret = f"&h={match[2]}" if match[2] else ""
            return Film(
                "Vimeo", f"https://player.vimeo.com/video/{match[1]}?dnt=1{secret}"
            )
    elif host in DAILYMOTION:
        if match := re.search(r"/([A-Za-z0-9]{5,20})$", path):
            return Film(
                "Dailymotion", f"https://geo.dailymotion.com/player.html?video={match[1]}"
            )  # fmt: skip
    elif host in settings.PEERTUBE_HOSTS and (match := PEERTUBE.fullmatch(path)):
        return Film(host, f"https://{host}/videos/embed/{match[1]}?p2p=0")
    return None


def at_time(address: str, start: int, end: int | None = None) -> str:
    """The address of a recording from one second (to another), as its host writes it."""
    parts = urlsplit(address)
    if parts.hostname in YOUTUBE:
        asked = [
            pair for pair in parse_qsl(parts.query) if pair[0] not in ("t", "start")
        ]
        query = urlencode([*asked, ("t", f"{start}s")])
        return urlunsplit(parts._replace(query=query))
    if parts.hostname in VIMEO:
        return urlunsplit(parts._replace(fragment=f"t={start}s"))
    if parts.hostname in DAILYMOTION or parts.hostname in settings.PEERTUBE_HOSTS:
        return urlunsplit(parts._replace(query=urlencode({"start": start})))
    span = f"{start},{end}" if end else f"{start}"
    return urlunsplit(parts._replace(fragment=f"t={span}"))  # W3C media fragment
