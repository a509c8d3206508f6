"""A cmi5 platform and its store: every statement is checked against the specification."""

import json
import uuid
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlencode, urlsplit

from tests import strict_lrs

CMI5 = "https://w3id.org/xapi/cmi5/"
CATEGORY = f"{CMI5}context/categories/cmi5"
MOVE_ON = f"{CMI5}context/categories/moveon"
SESSION = f"{CMI5}context/extensions/sessionid"
MASTERY = f"{CMI5}context/extensions/masteryscore"
PROGRESS = f"{CMI5}result/extensions/progress"
VERBS = "http://adlnet.gov/expapi/verbs/"
DEFINED = {"initialized", "completed", "passed", "failed", "terminated"}


class Session:
    """One launch of the AU for one registration."""

    def __init__(self, lms, mode="Normal", mastery=None):
        self.lms, self.mode, self.mastery = lms, mode, mastery
        self.id, self.token = str(uuid.uuid4()), uuid.uuid4().hex
        self.fetched = 0
        self.statements: list[dict] = []

    @property
    def launch_data(self) -> dict:
        data = {
            "contextTemplate": {
                "contextActivities": {"grouping": [{"objectType": "Activity", "id": self.lms.publisher_id}]},
                "extensions": {SESSION: self.id},
            },
            "launchMode": self.mode,
            "launchMethod": "AnyWindow",
            "moveOn": "Completed",
        }  # fmt: skip
        return data if self.mastery is None else data | {"masteryScore": self.mastery}

    def verbs(self) -> list[str]:
        return [each["verb"]["id"].removeprefix(VERBS) for each in self.statements]

    def defined(self) -> list[dict]:
        return [each for each in self.statements if is_defined(each)]


def is_defined(statement) -> bool:
    groups = statement["context"].get("contextActivities", {})
    return CATEGORY in [each["id"] for each in groups.get("category", [])]


class Lms:
    """The platform of one learner, enrolled once, launching as many times as one likes."""

    def __init__(self, publisher_id: str):
        self.publisher_id = publisher_id
        self.activity = f"https://lms.example/au/{uuid.uuid4()}"
        self.registration = str(uuid.uuid4())
        self.actor = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "apprenante-1"}}  # fmt: skip
        self.sessions: list[Session] = []
        self.documents: dict[str, bytes] = {}
        self.flaws: list[str] = []
        self.preferences = {"languagePreference": "fr-FR", "audioPreference": "off"}
        self.drops = (
            0  # requests for statements that it stores and answers with an error
        )

    def launch(self, package: str, store: str, **options) -> str:
        self.sessions.append(Session(self, **options))
        asked = {
            "endpoint": f"{store}/xapi",
            "fetch": f"{store}/fetch?session={self.sessions[-1].id}",
            "actor": json.dumps(self.actor),
            "registration": self.registration,
            "activityId": self.activity,
        }
        return f"{package}?{urlencode(asked)}"

    # --- What is wrong with a statement -----------------------------------------------

    def check(self, session: Session, told: dict):
        found = strict_lrs.flaws(told)
        verb = told["verb"]["id"].removeprefix(VERBS)
        context, result = told.get("context", {}), told.get("result", {})
        categories = [each["id"] for each in context.get("contextActivities", {}).get("category", [])]  # fmt: skip
        before, defined = session.statements, is_defined(told)

        def must(truth, what: str):
            if not truth:
                found.append(what)

        must(told["actor"] == self.actor, "the actor is that of the launch")
        must(context.get("registration") == self.registration, "registration")
        must(context.get("extensions", {}).get(SESSION) == session.id, "session id")
        grouping = context.get("contextActivities", {}).get("grouping", [])
        must(
            {"objectType": "Activity", "id": self.publisher_id} in grouping, "template"
        )
        must("terminated" not in session.verbs(), "nothing comes after terminated")
        must(bool(before) or verb == "initialized", "initialized comes first")
        if before:
            last = datetime.fromisoformat(before[-1]["timestamp"])
            must(datetime.fromisoformat(told["timestamp"]) >= last, "in order")
        must(("success" in result or "completion" in result) is (MOVE_ON in categories) or not defined, "moveon")  # fmt: skip
        if not defined:
            must(MOVE_ON not in categories, "moveon is of cmi5 defined statements")
            must(session.mode == "Normal", "nothing is judged while browsing")
            progress = result.get("extensions", {}).get(PROGRESS, 0)
            must(isinstance(progress, int) and 0 <= progress <= 100, "progress")
            self.flaws += [f"{verb}: {each}" for each in found]
            return
        must(verb in DEFINED, "a verb of cmi5")
        must(told["object"]["id"] == self.activity, "the object is the AU")
        must(verb not in [s["verb"]["id"].removeprefix(VERBS) for s in session.defined()], "once a session")  # fmt: skip
        earlier = [s["verb"]["id"].removeprefix(VERBS) for each in self.sessions for s in each.defined()]  # fmt: skip
        if verb in ("completed", "passed"):
            must(verb not in earlier, "once a registration")
        if verb == "failed":
            must("passed" not in earlier, "failed does not follow passed")
        must(session.mode == "Normal" or verb in ("initialized", "terminated"), "mode")
        must(("duration" in result) is (verb != "initialized"), "duration")
        must(("score" in result) <= (verb in ("passed", "failed")), "score")
        must(result.get("success") is {"passed": True, "failed": False}.get(verb), "success")  # fmt: skip
        must(result.get("completion") is (True if verb == "completed" else None), "completion")  # fmt: skip
        given = context.get("extensions", {}).get(MASTERY)
        if session.mastery is not None and verb in ("passed", "failed"):
            must(given == session.mastery, "mastery score")
            is_enough = result["score"]["scaled"] >= session.mastery
            must(is_enough is (verb == "passed"), "judged by the mastery score")
        else:
            must(given is None, "no mastery score")
        self.flaws += [f"{verb}: {each}" for each in found]

    def receive(self, session: Session, batch: list) -> int:
        known = {each["id"]: each for each in session.statements}
        for each in batch:
            if each["id"] in known:
                if known[each["id"]] != each:
                    self.flaws.append("one id for two statements")
                continue
            self.check(session, each)
            session.statements.append(each)
        if self.drops:
            self.drops -= 1
            return 503
        return 200


def handler(lms: Lms):
    class Store(BaseHTTPRequestHandler):
        def answer(self, status, told=None):
            body = b"" if told is None else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Experience-API-Version")  # fmt: skip
            self.send_header("Access-Control-Allow-Methods", "GET, POST, PUT")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @property
        def asked(self):
            return {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}

        def session(self) -> Session | None:
            """Whose token it is; nothing is said to a request without one."""
            token = self.headers["Authorization"] or ""
            found = [
                s for s in lms.sessions if token == f"Basic {s.token}" and s.fetched
            ]
            if not found or self.headers["X-Experience-API-Version"] != "1.0.3":
                lms.flaws.append(f"unauthorised {self.command} {self.path}")
                self.answer(401)
                return None
            return found[0]

        def read(self) -> bytes:
            return self.rfile.read(int(self.headers["Content-Length"] or 0))

        def do_OPTIONS(self):
            self.answer(204)

        def do_POST(self):
            path = urlsplit(self.path).path
            if path == "/fetch":
                session = next(s for s in lms.sessions if s.id == self.asked["session"])
                session.fetched += 1
                if session.fetched > 1:
                    self.answer(200, {"error-code": "1", "error-text": "used"})
                else:
                    self.answer(200, {"auth-token": session.token})
                return
            body = self.read()
            if path != "/xapi/statements":
                lms.flaws.append(f"address {path}")
            if session := self.session():
                batch = json.loads(body)
                batch = batch if isinstance(batch, list) else [batch]
                self.answer(lms.receive(session, batch), [])

        def document(self) -> str:
            asked = self.asked
            right = {"activityId": lms.activity, "registration": lms.registration}
            if any(asked.get(k) != v for k, v in right.items()) or json.loads(asked["agent"]) != lms.actor:  # fmt: skip
                lms.flaws.append(f"state {self.path}")
            return asked["stateId"]

        def do_GET(self):
            path = urlsplit(self.path).path
            if path == "/favicon.ico" or not (session := self.session()):
                return
            if path == "/xapi/agents/profile":
                if self.asked["profileId"] != "cmi5LearnerPreferences":
                    lms.flaws.append(self.path)
                self.answer(200, lms.preferences)
            elif path == "/xapi/activities/state":
                name = self.document()
                if name == "LMS.LaunchData":
                    self.answer(200, session.launch_data)
                elif name in lms.documents:
                    self.answer(200, json.loads(lms.documents[name]))
                else:
                    self.answer(404)
            else:
                lms.flaws.append(f"address {path}")
                self.answer(404)

        def do_PUT(self):
            body = self.read()
            if self.session():
                name = self.document()
                if name == "LMS.LaunchData":
                    lms.flaws.append("the launch data are the platform's")
                lms.documents[name] = body
                self.answer(204)

        def log_message(self, *told):
            pass

    return Store
