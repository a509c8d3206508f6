"""WebSub: a hub is told of what changed, by a worker, until it has noted it."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import feedparser
import pytest
from django.utils import timezone

from core import planned
from core.feeds import websub
from core.models import FeedPush
from home import followers
from tests import factories

SITE = "http://testserver"


class Hub:
    """A hub that notes what it is told, and answers as it is asked to."""

    def __init__(self):
        self.told, self.status = [], 204
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hub.told.append(parse_qs(body.decode()))
                if hub.status is None:
                    self.wfile.write(b"this is not HTTP\r\n\r\n")
                    return
                self.send_response(hub.status)
                if hub.status in (301, 302, 307):
                    self.send_header("Location", f"{hub.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def topics(self) -> list[str]:
        return [told["hub.url"][0] for told in self.told]


@pytest.fixture
def hub(settings):
    hub = Hub()
    settings.WEBSUB_HUB, settings.WAGTAILADMIN_BASE_URL = hub.address, SITE
    yield hub
    hub.stop()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def test_a_publication_writes_which_feeds_it_changed_and_tells_nobody_itself(
    hub, home, news
):
    pour = factories.StrategyPageFactory(parent=home, slug="pour")
    factories.AudiencePageFactory(parent=pour, slug="medias", audience="medias")
    factories.AudiencePageFactory(parent=pour, slug="autres", audience="institutions")

    factories.NewsPageFactory(parent=news, audiences=["medias"], pillars=["evaluer"])

    atom = {
        topic.removeprefix(SITE)
        for topic in FeedPush.objects.values_list("topic", flat=True)
        if "atom.xml" in topic
    }
    assert atom == {
        "/fr/atom.xml",
        "/fr/actualites/atom.xml",
        "/fr/pour/medias/atom.xml",
        "/fr/pour/medias/atom.xml?pilier=evaluer",
    }
    assert FeedPush.objects.count() == 3 * len(atom)
    assert hub.told == []


def test_before_its_minute_a_planned_page_is_told_to_nobody(
    hub, news, now, monkeypatch
):
    minute = now + timedelta(hours=1)
    page = factories.NewsPageFactory(parent=news, live=False)
    page.go_live_at = minute

    page.save_revision().publish()

    page.refresh_from_db()
    assert not page.live and FeedPush.objects.count() == 0

    monkeypatch.setattr("django.utils.timezone.now", lambda: minute)
    planned.publish_due(minute)

    assert sorted(FeedPush.objects.values_list("topic", flat=True)) == sorted(
        SITE + address for address in followers.addresses(page)
    )


def test_what_is_withdrawn_is_told_too(hub, news):
    page = factories.NewsPageFactory(parent=news)
    FeedPush.objects.all().delete()

    page.unpublish()

    told = set(FeedPush.objects.values_list("topic", flat=True))
    assert f"{SITE}/fr/actualites/atom.xml" in told


def test_a_jeudi_is_told_in_its_season_and_in_no_other(hub, home):
    index = factories.JeudiIndexPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=index, slug="saison-1")
    factories.SeasonPageFactory(parent=index, slug="saison-2")

    factories.JeudiPageFactory(parent=season)

    atom = {
        topic.removeprefix(SITE)
        for topic in FeedPush.objects.values_list("topic", flat=True)
        if topic.endswith("atom.xml")
    }
    assert atom == {"/fr/atom.xml", f"{index.href}atom.xml", f"{season.href}atom.xml"}


def test_every_feed_that_is_told_of_is_one_and_names_the_hub(hub, client, news):
    page = factories.NewsPageFactory(parent=news)

    for address in followers.addresses(page):
        response = client.get(address)

        assert (address, response.status_code) == (address, 200)
        assert response["Link"] == f'<{hub.address}>; rel="hub", <{SITE}{address}>; rel="self"'  # fmt: skip
        if address.endswith(".json"):
            assert json.loads(response.content)["hubs"] == [{"type": "WebSub", "url": hub.address}]  # fmt: skip
        else:
            links = feedparser.parse(response.content).feed.links
            assert [link.href for link in links if link.rel == "hub"] == [hub.address]


@pytest.mark.parametrize(
    ("path", "host"),
    [("?pilier=evaluer", "testserver"), ("", "localhost")],
    ids=["a filter", "another host"],
)
def test_a_feed_that_nobody_would_be_told_of_names_no_hub(
    hub, client, news, path, host
):
    response = client.get(f"/fr/actualites/atom.xml{path}", headers={"host": host})

    assert response.status_code == 200
    assert hub.address not in response.content.decode() and "Link" not in response


def test_without_a_hub_nothing_is_written_and_nothing_leaves(client, news, now):
    factories.NewsPageFactory(parent=news)

    assert FeedPush.objects.count() == 0
    assert websub.send(now) == 0
    assert "hub" not in client.get("/fr/actualites/atom.xml").content.decode()


def test_the_worker_tells_the_hub_of_each_feed_once(hub, db, now):
    websub.note(["/fr/atom.xml", "/fr/feed.json"], now)
    websub.note(["/fr/atom.xml"], now)

    taken = websub.send(now), websub.send(now)

    assert taken == (2, 0)
    assert hub.topics == [f"{SITE}/fr/atom.xml", f"{SITE}/fr/feed.json"]
    assert {told["hub.mode"][0] for told in hub.told} == {"publish"}


@pytest.mark.parametrize("status", [500, 503, 429, 302, 200, None])
def test_a_hub_that_is_away_is_told_later(hub, db, now, status):
    hub.status = status
    websub.note(["/fr/atom.xml"], now)

    first = websub.send(now)
    hub.status = 204
    at_once, later = websub.send(now), websub.send(now + timedelta(minutes=1))

    assert (first, at_once, later) == ((1, 0, 0) if status == 200 else (0, 0, 1))
    assert all("elsewhere" not in str(told) for told in hub.told)


def test_a_hub_that_answers_nobody_is_left_after_a_day(settings, db, now):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    websub.note(["/fr/atom.xml"], now)

    for step in range(len(websub.PAUSES) + 1):
        assert FeedPush.objects.count() == 1, step
        websub.send(now + timedelta(days=step))

    assert FeedPush.objects.count() == 0


def test_what_the_hub_refuses_holds_nothing_back(hub, db, now):
    hub.status = 400
    websub.note(["/fr/atom.xml"], now)

    websub.send(now)

    assert FeedPush.objects.count() == 0


def test_a_feed_that_changes_while_it_is_told_is_told_again(hub, db, now, monkeypatch):
    websub.note(["/fr/atom.xml"], now)
    tell = websub.tell

    def tell_and_change(topic):
        tell(topic)
        monkeypatch.setattr(websub, "tell", tell)
        websub.note(["/fr/atom.xml"], now + timedelta(seconds=1))

    monkeypatch.setattr(websub, "tell", tell_and_change)
    websub.send(now)

    assert websub.send(now + timedelta(seconds=2)) == 1
    assert len(hub.told) == 2


def test_a_publication_that_is_undone_tells_nobody(hub, db, now):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        websub.note(["/fr/atom.xml"], now)
        raise RuntimeError

    assert FeedPush.objects.count() == 0


def test_the_clock_asks_a_worker_for_what_was_left(hub, db, now, monkeypatch):
    asked = []
    monkeypatch.setattr(type(websub.deliver), "enqueue", lambda self: asked.append(1))
    websub.ask(now)
    websub.note(["/fr/atom.xml"], now)

    websub.ask(now)

    assert asked == [1]
