"""
A learning record store that lets nothing pass: xAPI 1.0.3 statements, one by one.

`flaws(statement)` names what is wrong with one; `Store` is such a store over HTTP, that
can be told to fail. The rules of a cmi5 session are in `tests/e2e/takeaway/cmi5_lms.py`.
"""

import base64
import json
import re
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

IRI = re.compile(r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", re.I)
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
DURATION = re.compile(r"^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$")
INTERACTIONS = {
    "choice": {"choices"}, "sequencing": {"choices"}, "likert": {"scale"},
    "matching": {"source", "target"}, "numeric": set(), "fill-in": set(),
    "long-fill-in": set(),
}  # fmt: skip
LISTS = {"choices", "scale", "source", "target", "steps"}
STATEMENT = {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}  # fmt: skip
REQUIRED = {"id", "actor", "verb", "object", "timestamp"}
CONTEXT = {"registration", "contextActivities", "extensions", "language", "platform", "instructor", "team", "revision", "statement"}  # fmt: skip


def flaws(statement: dict) -> list[str]:
    return list(_flaws(statement))


def _flaws(told: dict) -> Iterator[str]:
    yield from keys("statement", told, STATEMENT, REQUIRED)
    try:
        UUID(told.get("id", ""))
    except ValueError:
        yield "id is no UUID"
    yield from agent(told.get("actor", {}))
    verb = told.get("verb", {})
    yield from keys("verb", verb, {"id", "display"}, {"id"})
    yield from iri("verb", verb.get("id"))
    yield from language_map("verb display", verb.get("display", {}))
    yield from activity(told.get("object", {}))
    yield from result(told.get("result", {}))
    yield from context(told.get("context", {}))
    if not told.get("timestamp", "").endswith(("Z", "+00:00")):
        yield "timestamp is not in UTC"
    else:
        datetime.fromisoformat(told["timestamp"])
    if "null" in re.findall(r"(?<=[:,\[] )null", json.dumps(told)):
        yield "a null value"


def keys(where: str, found: dict, allowed: set, required: set = frozenset()):
    if not isinstance(found, dict):
        yield f"{where} is no object"
        return
    for extra in set(found) - allowed:
        yield f"{where}: {extra} is not allowed"
    for missing in required - set(found):
        yield f"{where}: {missing} is missing"


def iri(where: str, value):
    if not isinstance(value, str) or not IRI.match(value):
        yield f"{where}: {value!r} is no IRI"


def language_map(where: str, found: dict):
    for language, text in found.items():
        if not LANGUAGE.match(language) or not isinstance(text, str) or not text:
            yield f"{where}: {language!r} → {text!r}"


def agent(found: dict):
    yield from keys("actor", found, {"objectType", "account", "name"}, {"account"})
    account = found.get("account", {})
    yield from keys("account", account, {"homePage", "name"}, {"homePage", "name"})
    yield from iri("homePage", account.get("homePage"))
    if found.get("objectType", "Agent") != "Agent":
        yield "actor is no agent"


def activity(found: dict):
    yield from keys("object", found, {"objectType", "id", "definition"}, {"id"})
    yield from iri("object", found.get("id"))
    if found.get("objectType", "Activity") != "Activity":
        yield "object is no activity"
    definition = found.get("definition", {})
    allowed = {"type", "name", "description", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"}  # fmt: skip
    kind = definition.get("interactionType")
    yield from keys("definition", definition, allowed | INTERACTIONS.get(kind, set()))
    for name in ("name", "description"):
        yield from language_map(name, definition.get(name, {}))
    if kind is not None and kind not in INTERACTIONS:
        yield f"interactionType {kind}"
    for name in LISTS & set(definition):
        ids = [each["id"] for each in definition[name]]
        if len(set(ids)) < len(ids) or any(" " in each for each in ids):
            yield f"{name}: ids {ids}"
        for each in definition[name]:
            yield from keys(name, each, {"id", "description"}, {"id"})
            yield from language_map(name, each.get("description", {}))


def result(found: dict):
    yield from keys("result", found, {"score", "success", "completion", "response", "duration", "extensions"})  # fmt: skip
    for name in ("success", "completion"):
        if not isinstance(found.get(name, True), bool):
            yield f"{name} is no boolean"
    if not isinstance(found.get("response", ""), str):
        yield "response is no text"
    if "duration" in found and not DURATION.match(found["duration"]):
        yield f"duration {found['duration']}"
    score = found.get("score", {})
    yield from keys("score", score, {"scaled", "raw", "min", "max"})
    if not -1 <= score.get("scaled", 0) <= 1:
        yield f"scaled {score['scaled']}"
    if "raw" in score and not score["min"] <= score["raw"] <= score["max"]:
        yield f"raw {score}"
    for name in found.get("extensions", {}):
        yield from iri("result extension", name)


def context(found: dict):
    yield from keys("context", found, CONTEXT)
    if "registration" in found:
        UUID(found["registration"])
    for name in found.get("extensions", {}):
        yield from iri("context extension", name)
    groups = found.get("contextActivities", {})
    yield from keys("contextActivities", groups, {"parent", "grouping", "category", "other"})  # fmt: skip
    for each in (one for group in groups.values() for one in group):
        yield from activity(each)


class Store:
    """Over HTTP, on a port that it can leave and take again, keeping what it was told."""

    def __init__(self, key="cle", secret="secret"):
        pair = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.authorization = f"Basic {pair}"
        self.statements: dict[str, dict] = {}
        self.flaws: list[str] = []
        self.requests = 0
        self.poison: set[str] = set()
        self.fails_with: list[int] = []  # answers to the next requests
        self.keeps_silent = False  # it stores, and its answer is lost
        self.server = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/xapi/"

    def start(self):
        store = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, told = store.receive(self.path, self.headers, body)
                if store.keeps_silent:
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("X-Experience-API-Version", "1.0.3")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *told):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.thread.join()
            self.server = None

    def receive(self, path, headers, body) -> tuple[int, object]:
        self.requests += 1
        if self.fails_with:
            return self.fails_with.pop(0), {}
        if urlsplit(path).path != "/xapi/statements" or parse_qs(urlsplit(path).query):
            self.flaws.append(f"address {path}")
            return 404, {}
        if headers["Authorization"] != self.authorization:
            return 401, {}
        if headers["X-Experience-API-Version"] != "1.0.3":
            self.flaws.append("version")
        batch = json.loads(body)
        batch = batch if isinstance(batch, list) else [batch]
        for each in batch:
            if each["id"] in self.poison:
                return 400, {"error": "poison"}
            self.flaws += flaws(each)
        for each in batch:
            if each["id"] in self.statements and self.statements[each["id"]] != each:
                return 409, {}
        for each in batch:
            self.statements[each["id"]] = each
        return 200, [each["id"] for each in batch]
