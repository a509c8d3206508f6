"""An episode is heard, read and watched, by keyboard, and by nobody else before the click."""

import pytest
from playwright.sync_api import expect

from .running import run_module

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def episode(site, site_var):
    return run_module("tests.e2e.recorded", site_var)


def time_of(page) -> float:
    return page.locator("audio").evaluate("player => player.currentTime")


def test_a_time_of_the_transcript_plays_from_there_by_keyboard(page, episode):
    page.goto(episode)
    link = page.locator("#transcription a[data-seek='5']")

    link.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#t5")).to_have_attribute("aria-current", "true")
    assert time_of(page) >= 5
    assert page.url.endswith(episode)  # the reader stays on the page


def test_a_chapter_plays_from_its_beginning(page, episode):
    page.goto(episode)

    page.get_by_role("navigation", name="Chapitres").get_by_role("link").last.press(
        "Enter"
    )

    expect(page.locator("#t5")).to_have_attribute("aria-current", "true")
    assert time_of(page) >= 5


def test_a_reader_chooses_the_speed(page, episode):
    page.goto(episode)

    page.get_by_label("Vitesse").select_option("1.5")

    assert page.locator("audio").evaluate("player => player.playbackRate") == 1.5


def test_a_shared_passage_is_where_the_player_begins(page, episode):
    page.goto(episode + "#t5")

    page.locator("audio").evaluate("player => player.play()")

    expect(page.locator("#t5")).to_have_attribute("aria-current", "true")
    assert time_of(page) >= 5


def test_nothing_is_asked_of_another_host_before_the_click(context, episode, site):
    asked = []
    context.route("**/*", lambda route: route.abort() if not route.request.url.startswith(site) else route.continue_())  # fmt: skip
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(episode, wait_until="networkidle")
    assert [url for url in asked if not url.startswith((site, "data:"))] == []

    page.get_by_role("link", name="Le film").press("Enter")

    frame = page.locator("iframe")
    expect(frame).to_have_attribute(
        "src", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"
    )
    assert any("youtube-nocookie.com" in url for url in asked)
    # The host is blocked here: sound and text remain.
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator("#transcription")).to_be_visible()
    expect(page.get_by_role("link", name="Le film")).to_be_visible()


def test_without_scripts_a_time_opens_the_recording_at_its_second(
    browser, site, episode
):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(episode)

    link = page.locator("#transcription a[data-seek='5']")

    assert link.get_attribute("href").endswith("jeudi.mp3#t=5")
    expect(page.get_by_label("Vitesse")).to_be_hidden()
    context.close()
