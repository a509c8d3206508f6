"""
One form, every outlet: move a Jeudi, cancel it, make it a replay; whatever one reads, in
French or in English, says the same date, state, title and language.

An outlet is a function of `READERS`: it reads what the site sends, with a parser that is
not ours, and answers what it `Seen`, or None where the outlet does not show this Jeudi.
What an outlet has no word for (a calendar knows no replay) is None in its answer.
"""

import json
import re
import subprocess
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import podcastparser
import pytest
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar
from lxml import etree
from lxml import html as lxml_html

from core import mailing
from core.models import OutgoingMail
from core.typography import typeset
from jeudis import chores
from jeudis.life import State
from jeudis.models import JeudiPage, Registration
from jeudis.registration import letters
from tests import factories
from tests.factories import paris
from tests.jeudis.episodes import TRANSCRIPT, recording
from tests.linked_data import every, faults, nodes

PARIS = ZoneInfo("Europe/Paris")
OVER = frozenset([State.PAST, State.REPLAY, State.TEXT])
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]  # fmt: skip
VIDEO = [{"type": "link", "value": {"title": "L'enregistrement", "url": "https://example.org/", "kind": "video"}}]  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What an outlet says of a Jeudi."""

    date: datetime | None
    state: str | None
    title: str
    language: str
    previous: datetime | None = None


class Outlets:
    """The site as an anonymous reader of one language receives it."""

    def __init__(self, client, pages):
        self.client = client
        self.pages = pages  # by name: home, jeudis, saison, jeudi

    def get(self, name: str, below: str = "") -> bytes:
        response = self.client.get(self.pages[name].href + below, follow=True)
        assert response.status_code == 200
        return response.content

    def tree(self, name: str):
        return lxml_html.document_fromstring(self.get(name).decode())


def classed(element, *names: str) -> list:
    """The elements inside that have one of these classes, in the order of the page."""
    tests = (f"contains(concat(' ', @class, ' '), ' {name} ')" for name in names)
    return element.xpath(f".//*[{' or '.join(tests)}]")


def squeezed(element) -> str:
    return " ".join(element.text_content().split())


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(PARIS)


# --- Readers ----------------------------------------------------------------------


def page(site, jeudi):
    tree = site.tree("jeudi")
    [head] = classed(tree, "page_head")
    hours = head.xpath(".//dl/div/dd/time[@datetime]")
    return Seen(
        date=instant(hours[0].get("datetime")),
        state=head.get("data-state"),
        title=squeezed(tree.xpath("//h1")[0]),
        language=tree.get("lang"),
    )


def in_a_list(name):
    """The entry of a list, or the invitation, that leads to the page."""

    def read(site, jeudi):
        tree = site.tree(name)
        for item in classed(tree, "entry", "invitation"):
            if item.get("data-state") is None or not item.xpath(
                f'.//a[@href="{jeudi.href}"]'
            ):
                continue
            title = classed(item, "entry-title", "invitation-title")[0]
            day = classed(item, "date_tile")[0].get("datetime")
            marked = [*title.xpath("ancestor-or-self::*/@lang"), *title.xpath(".//@lang")]  # fmt: skip
            return Seen(
                date=datetime.fromisoformat(day).replace(tzinfo=PARIS),
                state=item.get("data-state"),
                title=squeezed(title),
                language=marked[-1],
            )
        return None

    return read


def atom(site, jeudi):
    feed = feedparser.parse(site.get("jeudis", "atom.xml"))
    for entry in feed.entries:
        if entry.id == f"urn:uuid:{jeudi.translation_key}":
            return Seen(
                date=written_date(entry.summary),
                state=entry.tags[0].term,
                title=entry.title,
                language=entry.link.split("/")[3],
            )
    return None


def written_date(text: str) -> datetime:
    """« jeudi 26 novembre 2026 à 12 h 30 », “Thursday 26 November 2026 at 12:30”."""
    found = re.match(r"\w+ (\d+)(?:er)? (\w+) (\d{4}) \w+ (\d+)(?::| h ?)(\d*)", " ".join(text.split()))  # fmt: skip
    day, month, year, hour, minute = found.groups()
    number = MONTHS.index(month) + 1 if month in MONTHS else datetime.strptime(month, "%B").month  # fmt: skip
    return datetime(int(year), number, int(day), int(hour), int(minute or 0), tzinfo=PARIS)  # fmt: skip


def json_feed(site, jeudi):
    feed = json.loads(site.get("jeudis", "feed.json"))
    for item in feed["items"]:
        if item["id"] == f"urn:uuid:{jeudi.translation_key}":
            told = item["_faire_alliance"]
            return Seen(
                date=instant(told["starts_at"]),
                state=told["state"],
                title=item["title"],
                language=item["language"],
                previous=instant(told["previously"][-1]) if told["previously"] else None,
            )  # fmt: skip
    return None


def structured_data(site, jeudi):
    html = site.get("jeudi").decode()
    assert faults(html) == []
    [event] = every(nodes(html), "Event")
    [main] = [node for node in nodes(html) if node["@type"] != "BreadcrumbList"]
    before = event.get("previousStartDate")
    return Seen(
        date=instant(event["startDate"]),
        state=of_schema_org(event, main["@type"]),
        title=main["name"],
        language=main["inLanguage"],
        previous=instant(before) if before else None,
    )


def of_schema_org(event, kind: str) -> str | None:
    if event["eventStatus"].endswith("EventCancelled"):
        return "cancelled"
    return "replay" if kind in ("VideoObject", "PodcastEpisode") else None


def structured_home(site, jeudi):
    for event in every(nodes(site.get("home").decode()), "Event"):
        if event["url"].endswith(jeudi.href):
            return Seen(
                date=instant(event["startDate"]),
                state=of_schema_org(event, "Event"),
                title=event["name"],
                language=event.get("inLanguage", site.pages["home"].language),
            )
    return None


def calendar(site, jeudi):
    events = Calendar.from_ical(site.get("jeudis", "agenda.ics")).walk("VEVENT")
    mine = [each for each in events if str(jeudi.translation_key) in each["uid"]]
    assert len(mine) == 1
    title = mine[0]["summary"]
    return Seen(
        date=mine[0]["dtstart"].dt.astimezone(PARIS),
        state="cancelled" if mine[0]["status"] == "CANCELLED" else None,
        title=str(title),
        language=str(title.params.get("language", jeudi.language)),
    )


def mail(site, jeudi):
    """The last mail of somebody who is registered, a minute later."""
    now = timezone.now()
    mine, is_new = Registration.objects.get_or_create(
        jeudi_key=jeudi.translation_key,
        address=f"{jeudi.language}@example.org",
        defaults={
            "language": jeudi.language,
            "asked_at": now,
            "confirmed_at": now,
            "told": letters.told(jeudi),
        },
    )
    if is_new:
        mailing.post(letters.mail(mine, "confirmed", letters.confirmed(mine, jeudi), now))  # fmt: skip
    chores.write_to_the_registered(now)
    last = OutgoingMail.objects.filter(to=mine.address).latest("pk")
    title, when = re.search(
        r"^(?:Jeudi|Thursday)\W*: (.+)\n\w+\W*: (.+)$", last.text, re.M
    ).groups()
    cancelled = last.subject.split()[0].rstrip(":") in ("Annulé", "Cancelled")
    return Seen(
        date=written_date(when),
        state="cancelled" if cancelled else "replay" if ":replay" in last.key else None,
        title=title,
        language=last.headers["Content-Language"],
    )


def podcast(site, jeudi):
    """A live item while it comes, an episode once there is something of ours to hear."""
    feed = site.get("jeudis", "podcast.xml")
    assert not feedparser.parse(feed).bozo
    items = etree.fromstring(feed).xpath(
        "//*[(self::item or local-name() = 'liveItem') and guid = $guid]",
        guid=f"urn:uuid:{jeudi.translation_key}",
    )
    if not items:
        return None
    [item] = items
    begins = item.get("start")
    return Seen(
        date=instant(begins) if begins else parsedate_to_datetime(item.findtext("pubDate")),
        state={"live": "live", None: "replay"}.get(item.get("status")),
        title=item.findtext("title"),
        language=item.findtext("link").split("/")[3],
    )  # fmt: skip


def read_by(script: Path, data: bytes):
    """What a program for Node.js says of what it is given; it may log before."""
    done = subprocess.run(["node", script], input=data, capture_output=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def podcast_client(site, jeudi):
    """gPodder's parser: it knows nothing of what is live."""
    feed = site.get("jeudis", "podcast.xml")
    for episode in podcastparser.parse("http://testserver/", BytesIO(feed))["episodes"]:
        if episode["guid"] == f"urn:uuid:{jeudi.translation_key}":
            [enclosure] = episode["enclosures"]
            assert enclosure["url"].endswith(f"{jeudi.href}episode.mp3")
            return Seen(
                date=datetime.fromtimestamp(episode["published"], PARIS),
                state="replay",
                title=episode["title"],
                language=episode["link"].split("/")[3],
            )
    return None


def podcast_2_client(site, jeudi):
    """Podverse's parser, which wants a sound of what is live, too (0054)."""
    feed = read_by(READ_PODCAST, site.get("jeudis", "podcast.xml"))
    assert feed["language"] == jeudi.language
    for item in [*feed["items"], *feed["live"]]:
        if item["guid"] == f"urn:uuid:{jeudi.translation_key}":
            begins = item.get("start") or item["pubDate"]
            return Seen(
                date=instant(begins.replace("Z", "+00:00")),
                state={"live": "live", None: "replay"}.get(item.get("status")),
                title=item["title"],
                language=item["link"].split("/")[3],
            )
    return None


def calendar_program(site, jeudi):
    """ical.js, of Thunderbird and Nextcloud; the calendar of the season."""
    events = read_by(READ_CALENDAR, site.get("saison", "agenda.ics"))
    [mine] = [each for each in events if str(jeudi.translation_key) in each["uid"]]
    return Seen(
        date=instant(mine["starts"].replace("Z", "+00:00")),
        state="cancelled" if mine["status"] == "CANCELLED" else None,
        title=mine["title"],
        language=jeudi.language,
    )


READ_PODCAST = Path(__file__).parent / "read_podcast.cjs"
READ_CAPTIONS = Path(__file__).parent / "read_captions.cjs"
READ_CALENDAR = settings.ROOT / "tests/e2e/read_calendar.mjs"
READERS = {
    "page": page,
    "listing": in_a_list("jeudis"),
    "season": in_a_list("saison"),
    "home": in_a_list("home"),
    "Atom": atom,
    "JSON Feed": json_feed,
    "JSON-LD": structured_data,
    "JSON-LD of the home page": structured_home,
    "calendar": calendar,
    "mail": mail,
    "podcast": podcast,
    "podcast in podcastparser": podcast_client,
    "podcast in partytime": podcast_2_client,
    "calendar in ical.js": calendar_program,
}
# Where a Jeudi need not be, and when.
MAY_BE_ABSENT = {
    "home": OVER,
    "JSON-LD of the home page": OVER,
    "podcast": OVER | {"cancelled"},
    # These leave out what has no sound yet; the journey ends where both have one.
    "podcast in partytime": set(State),
    "podcast in podcastparser": set(State),
}


WEEKLY = {"fr": "series/hebdomadaire/", "en": "series/weekly/"}


class Agenda:
    """What somebody keeps who reads every calendar there is, and opens every attachment."""

    def __init__(self):
        self.events = {}

    def read(self, ics):
        for event in Calendar.from_ical(ics).walk("VEVENT"):
            order = int(event["sequence"]), event["last-modified"].dt
            if order >= self.events.get(event["uid"], (order,))[0]:
                self.events[str(event["uid"])] = order, event

    def read_everything(self, sites):
        for language, site in sites.items():
            for name, below in (("jeudis", ""), ("saison", ""), ("jeudi", ""), ("jeudis", WEEKLY[language])):  # fmt: skip
                self.read(site.get(name, f"{below}agenda.ics"))
        for mail in OutgoingMail.objects.order_by("pk"):
            for file in mail.files:
                self.read(file["text"])

    def check(self, date, status):
        [(_order, event)] = self.events.values()
        assert event["dtstart"].dt.astimezone(PARIS) == date
        assert str(event["status"]) == status


# --- The journey ------------------------------------------------------------------


@pytest.fixture
def sites(client, home, english_home, english):
    """The same Jeudi on the French and on the English site."""
    jeudis = factories.JeudiIndexPageFactory(parent=home, title="Les Jeudis")
    saison = factories.SeasonPageFactory(parent=jeudis, starts_on=paris(2026, 9, 3).date())  # fmt: skip
    jeudi = factories.JeudiPageFactory(
        parent=saison,
        title="Faire alliance, pourquoi ?",
        starts_at=paris(2026, 12, 3, 12, 30),
        duration_minutes=60,
        join_url="https://example.org/direct",
    )
    french = {"home": home, "jeudis": jeudis, "saison": saison, "jeudi": jeudi}
    twins = {"home": english_home}
    for name, title in (("jeudis", "Thursdays"), ("saison", "Season"), ("jeudi", "Why?")):  # fmt: skip
        twins[name] = factories.translated(french[name], english, title=title)
    return {"fr": Outlets(client, french), "en": Outlets(client, twins)}


def publish(jeudi, **values):
    """What an editor does with the one form."""
    draft = JeudiPage.objects.get(pk=jeudi.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def check(sites, date, state, previous=None):
    """Every outlet of both languages says this, or says nothing of it where it may."""
    for language, site in sites.items():
        row = JeudiPage.objects.get(pk=site.pages["jeudi"].pk)
        for name, read in READERS.items():
            seen = read(site, row)

            where = (language, name)
            if seen is None:
                assert (where, state in MAY_BE_ABSENT.get(name, ())) == (where, True)
                continue
            told = {each.name: getattr(seen, each.name) for each in fields(Seen)}
            hours = told.pop("date")
            if hours.hour == 0:  # a list shows the day in its margin
                assert (where, hours.date()) == (where, date.date())
            else:
                assert (where, hours) == (where, date)
            # A full text is more than a replay, which few outlets have a word for.
            meant = {state, None} | ({"replay"} if state == "text" else set())
            assert (where, told["state"] in meant) == (where, True)
            assert (where, typeset(told["title"], language)) == (where, typeset(row.title, language))  # fmt: skip
            assert (where, told["language"]) == (where, language)
            if told["previous"]:
                assert (where, told["previous"]) == (where, previous)


def test_moved_cancelled_then_a_replay_every_outlet_agrees(sites, set_clock, library):
    jeudi, agenda = sites["fr"].pages["jeudi"], Agenda()
    first, second = paris(2026, 12, 3, 12, 30), paris(2026, 12, 10, 13)
    set_clock(paris(2026, 11, 26, 9))
    check(sites, first, "announced")
    agenda.read_everything(sites)
    agenda.check(first, "CONFIRMED")

    publish(jeudi, starts_at=second)
    check(sites, second, "announced", previous=first)
    agenda.read_everything(sites)
    agenda.check(second, "CONFIRMED")

    publish(jeudi, status="cancelled", cancellation_reason="Grève des transports.")
    check(sites, second, "cancelled", previous=first)
    agenda.read_everything(sites)
    agenda.check(second, "CANCELLED")

    publish(jeudi, status="planned")
    set_clock(second + timedelta(minutes=30))
    check(sites, second, "live", previous=first)

    set_clock(second + timedelta(days=2))
    check(sites, second, "past", previous=first)
    publish(jeudi, media=VIDEO)
    check(sites, second, "replay", previous=first)
    publish(jeudi, media=[recording(library())])
    check(sites, second, "replay", previous=first)
    for site in sites.values():
        row = JeudiPage.objects.get(pk=site.pages["jeudi"].pk)
        assert podcast(site, row) and podcast_client(site, row) and podcast_2_client(site, row)  # fmt: skip

    publish(jeudi, transcript=TRANSCRIPT)
    check(sites, second, "text", previous=first)
    translated = [TRANSCRIPT[0] | {"value": {"start": "0:00", "speaker": "Josepha Poret", "text": "[0:00] Hello: welcome."}}]  # fmt: skip
    publish(sites["en"].pages["jeudi"], transcript=translated)
    check(sites, second, "text", previous=first)
    for language, words in (("fr", "Bonjour"), ("en", "Hello: welcome.")):
        captions = read_by(READ_CAPTIONS, sites[language].get("jeudi", "transcript.vtt"))  # fmt: skip
        assert captions["errors"] == []
        assert words in captions["cues"][0]["text"]
    agenda.read_everything(sites)
    agenda.check(second, "CONFIRMED")


def test_by_the_clock_alone_every_outlet_follows(sites, set_clock):
    jeudi = sites["fr"].pages["jeudi"]
    date = paris(2026, 12, 3, 12, 30)
    set_clock(paris(2026, 11, 1))
    publish(jeudi, registration_opens_at=paris(2026, 11, 19, 9), registration_closes_at=paris(2026, 12, 3, 9))  # fmt: skip

    for moment, state in (
        (paris(2026, 11, 19, 8, 59, 59), "announced"),
        (paris(2026, 11, 19, 9), "open"),
        (paris(2026, 12, 3, 8, 59, 59), "open"),
        (paris(2026, 12, 3, 9), "closed"),
        (date, "live"),
        (date + timedelta(hours=1), "past"),
    ):
        set_clock(moment)
        check(sites, date, state)


def test_no_cache_keeps_an_outlet_beyond_the_next_change(sites, set_clock):
    date = paris(2026, 12, 3, 12, 30)
    for before, seconds in ((timedelta(days=2), 600), (timedelta(seconds=90), 90)):
        set_clock(date - before)
        for site in sites.values():
            for name, below in (("home", ""), ("jeudis", ""), ("saison", ""), ("jeudi", "")):  # fmt: skip
                response = site.client.get(site.pages[name].href + below)

                assert (name, response["Cache-Control"]) == (name, f"max-age=0, s-maxage={seconds}, must-revalidate")  # fmt: skip
            for feed in ("atom.xml", "feed.json", "rss.xml"):
                response = site.client.get(site.pages["jeudis"].href + feed)

                assert (feed, response["Cache-Control"]) == (feed, "public, no-cache")


def test_a_browser_asks_each_time_and_is_told_at_once_of_an_edit(sites, set_clock):
    set_clock(paris(2026, 11, 26, 9))
    shown = [("home", ""), ("jeudis", ""), ("saison", ""), ("jeudi", ""), ("jeudis", "atom.xml"), ("jeudis", "feed.json"), ("jeudis", "podcast.xml"), ("jeudis", "agenda.ics"), ("jeudi", "agenda.ics"), ("jeudis", WEEKLY)]  # fmt: skip
    kept = {}

    def statuses() -> set[int]:
        """What a browser that keeps what it had is answered."""
        seen = set()
        for language, site in sites.items():
            for name, below in shown:
                below = below[language] if below is WEEKLY else below
                known = kept.get((language, name, below), "")
                response = site.client.get(site.pages[name].href + below, headers={"if-none-match": known})  # fmt: skip
                kept[language, name, below] = response["ETag"]
                seen.add(response.status_code)
                assert "max-age=0" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]  # fmt: skip
        return seen

    assert statuses() == {200}
    assert statuses() == {304}
    publish(sites["fr"].pages["jeudi"], status="cancelled", cancellation_reason="Grève.")  # fmt: skip
    assert statuses() == {200}
    assert statuses() == {304}


def test_a_cancelled_jeudi_says_why_to_everybody_and_who_comes_next(sites, set_clock):
    set_clock(paris(2026, 11, 26, 9))
    season = (
        JeudiPage.objects.get(pk=sites["fr"].pages["jeudi"].pk).get_parent().specific
    )
    factories.JeudiPageFactory(parent=season, title="La semaine suivante", starts_at=paris(2026, 12, 10, 12))  # fmt: skip
    publish(sites["fr"].pages["jeudi"], status="cancelled", cancellation_reason="Grève des transports.")  # fmt: skip

    for name in ("home", "jeudis", "saison", "jeudi"):
        text = squeezed(sites["fr"].tree(name))

        assert (name, "Grève des transports." in text) == (name, True)
        assert (name, "Annulé le 26 novembre 2026" in text) == (name, True)
        if name in ("home", "jeudis", "saison"):
            assert (name, "La semaine suivante" in text) == (name, True)
