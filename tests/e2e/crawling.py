"""Walks a site as a robot that follows every link it may, with the standard library only."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

# Seconds for the worker to make the first books, on a slow machine.
LONGEST_MAKING = 300


class Links(HTMLParser):
    """The addresses of a page: links, and what it loads."""

    def __init__(self):
        super().__init__()
        self.links, self.loads, self.ids, self.text = [], [], set(), 0

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if found := values.get("id"):
            self.ids.add(found)
        if tag == "a" and values.get("href"):
            if "nofollow" not in values.get("rel", ""):
                self.links.append(values["href"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.loads.append(values["href"])
        elif tag == "link" and values.get("rel") == "alternate":
            self.links.append(values["href"])
        elif tag in ("img", "script", "source") and (
            values.get("src") or values.get("srcset")
        ):
            addresses = values.get("src") or values["srcset"]
            self.loads += [part.split()[0] for part in addresses.split(",")]

    def handle_data(self, data):
        self.text += len(data.split())


@dataclass
class Answer:
    url: str
    status: int
    kind: str
    body: bytes
    final_url: str


@dataclass
class Visit:
    """Everything that a crawl saw."""

    answers: dict[str, Answer] = field(default_factory=dict)
    pages: dict[str, Links] = field(default_factory=dict)
    came_from: dict[str, str] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    @property
    def dead(self) -> list[str]:
        return [
            f"{answer.status} {url} (from {self.came_from.get(url)})"
            for url, answer in self.answers.items()
            if answer.status != 200
        ]


def get(url: str) -> Answer:
    """What an address answers; asked again as long as it says that it is being made."""
    request = urllib.request.Request(url, headers={"Accept-Language": "fr"})
    deadline = time.monotonic() + LONGEST_MAKING
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                kind = response.headers.get_content_type()
                return Answer(url, response.status, kind, response.read(), response.url)
        except urllib.error.HTTPError as error:
            answer = Answer(url, error.code, "", error.read(), url)
            is_making = error.code == 503 and error.headers["Retry-After"]
            error.close()
            if not is_making or time.monotonic() > deadline:
                return answer
            time.sleep(2)


def crawl(start: list[str], refused=("/admin/", "/media/")) -> Visit:
    """Every address of this host that links lead to."""
    visit = Visit()
    host = urlsplit(start[0]).netloc
    waiting = list(start)
    while waiting:
        url = waiting.pop()
        if url in visit.answers:
            continue
        answer = visit.answers[url] = get(url)
        if answer.status != 200 or answer.kind != "text/html":
            continue
        links = visit.pages[url] = Links()
        links.feed(answer.body.decode())
        for address in [*links.links, *links.loads]:
            found = urldefrag(urljoin(answer.final_url, address))[0]
            parts = urlsplit(found)
            if parts.scheme not in ("http", "https"):
                continue
            if parts.netloc != host:
                visit.outside.add(found)
            elif not parts.path.startswith(refused):
                visit.came_from.setdefault(found, url)
                waiting.append(found)
    return visit
