"""Films of other hosts: only their own player, for a film that can be one."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.video_hosts import at_time, film


@pytest.mark.parametrize(
    "address, player",
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&list=x", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
        ("https://youtu.be/aqz-KE-bpKQ?si=tracker", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
        ("https://www.youtube.com/live/aqz-KE-bpKQ", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        ("https://vimeo.com/76979871/0123abcdef", "https://player.vimeo.com/video/76979871?dnt=1&h=0123abcdef"),
        ("https://www.dailymotion.com/video/x84sh87", "https://geo.dailymotion.com/player.html?video=x84sh87"),
        ("https://dai.ly/x84sh87", "https://geo.dailymotion.com/player.html?video=x84sh87"),
        ("https://tube.example.org/w/9c9de5e8-0a1e-484a-b099-e80766180a6d", "https://tube.example.org/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?p2p=0"),
    ],
)  # fmt: skip
def test_a_film_is_played_by_its_hosts_player(settings, address, player):
    settings.PEERTUBE_HOSTS = ["tube.example.org"]

    assert film(address).player == player


@pytest.mark.parametrize(
    "address",
    [
        "http://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com/watch?v=../../evil",
        "https://vimeo.com/about",
        "https://tube.example.org/w/9c9de5e8",
        "javascript:alert(1)",
        "https://[",
        "",
    ],
)
def test_any_other_address_has_no_player(address):
    assert film(address) is None


@given(st.text(max_size=60))
def test_whatever_an_editor_pastes_only_known_hosts_play(text):
    for prefix in (
        "",
        "https://www.youtube.com/",
        "https://vimeo.com/",
        "https://dai.ly/",
    ):
        found = film(prefix + text)
        if found:
            origin = urlsplit(found.player)
            assert f"https://{origin.hostname}" in settings.VIDEO_PLAYERS


@pytest.mark.parametrize(
    "address, there",
    [
        ("https://youtu.be/aqz-KE-bpKQ?t=3", "https://youtu.be/aqz-KE-bpKQ?t=725s"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871#t=725s"),
        ("https://dai.ly/x84sh87", "https://dai.ly/x84sh87?start=725"),
        ("https://example.org/a.mp3", "https://example.org/a.mp3#t=725"),
    ],
)
def test_a_recording_begins_at_a_second(address, there):
    assert at_time(address, 725) == there
