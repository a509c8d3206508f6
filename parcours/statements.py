"""
What a learner did, as a learning record store reads it: xAPI 1.0.3 statements.

A statement is a pure function of the log: written twice, it is the same, with the same id.
What one writes for oneself (sheets, meetings, self-assessments) is never in one.
"""

from collections.abc import Iterable
from datetime import UTC
from uuid import UUID, uuid5

from django.conf import settings

from core.listings import readable

from . import interactions, outcome, progress, scoring
from .answers import activity, is_question
from .interactions import iri
from .models import EtapePage, LearnerConsent, LearnerEvent
from .progress import Kind
from .versions import Version

VERBS = {
    "initialized": {"fr": "a commencé", "en": "initialized"},
    "experienced": {"fr": "a marqué comme faite", "en": "experienced"},
    "answered": {"fr": "a répondu à", "en": "answered"},
    "completed": {"fr": "a terminé", "en": "completed"},
}
TYPE = "http://adlnet.gov/expapi/activities/"


class Teller:
    """The statements of one learner, from one reading of their log and of the pages."""

    def __init__(self, consent: LearnerConsent):
        self.consent = consent
        self.events = progress.in_order(consent.learner.events.all())
        self.versions = progress.stored_versions(self.events)
        keys = {event.etape for event in self.events if event.etape}
        pages = readable(
            EtapePage.objects.filter(translation_key__in=keys), settings.LANGUAGE_CODE
        )
        self.etapes = {page.translation_key: page for page in pages}

    def told(self, event: LearnerEvent) -> list[dict]:
        """What this event says: itself, then what it completes."""
        match event.kind:
            case Kind.START:
                return [self.statement(event, "initialized", self.parcours(event.parcours))]  # fmt: skip
            case Kind.DONE:
                first = self.statement(event, "experienced", self.etape(event.etape), self.around(event))  # fmt: skip
                return [first, *self.completed(event)]
        return [self.answered(event), *self.completed(event)]

    def statement(self, event, verb, thing, context=None, result=None, key=None):
        name = key or f"{event.uid}"
        return {
            "id": str(uuid5(self.consent.name, f"{verb} {thing['id']} {name}")),
            "actor": {
                "objectType": "Agent",
                "account": {
                    "homePage": settings.WAGTAILADMIN_BASE_URL,
                    "name": str(self.consent.name),
                },
            },
            "verb": {
                "id": f"http://adlnet.gov/expapi/verbs/{verb}",
                "display": VERBS[verb],
            },
            "object": thing,
            **({"result": result} if result else {}),
            **({"context": context} if context else {}),
            "timestamp": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }

    # --- Things -------------------------------------------------------------------

    def parcours(self, key: UUID) -> dict:
        titles = [version.title for version in self.versions.get(key, {}).values()]
        return thing(iri("parcours", key), "course", titles[-1] if titles else "")

    def etape(self, key: UUID) -> dict:
        page = self.etapes.get(key)
        known = (each.etape(key) for version in self.versions.values() for each in version.values())  # fmt: skip
        title = page.title if page else next((each.title for each in known if each), "")
        return thing(iri("etape", key), "lesson", title)

    def around(self, event: LearnerEvent, parent: bool = False) -> dict:
        """The étape of a question, the parcours of an étape."""
        groups = {"parent": [self.etape(event.etape)]} if parent else {}
        found = [
            self.parcours(version.parcours) for version in self.holding(event.etape)
        ]
        if found:
            groups["grouping"] = found
        return {"contextActivities": groups} if groups else {}

    def holding(self, etape: UUID) -> list[Version]:
        """The parcours begun that hold an étape, in their latest version followed."""
        latest = (max(each.values(), key=lambda v: v.number) for each in self.versions.values() if each)  # fmt: skip
        return [version for version in latest if version.etape(etape)]

    # --- What happened -------------------------------------------------------------

    def answered(self, event: LearnerEvent) -> dict:
        payload, page = event.payload, self.etapes.get(event.etape)
        block = activity(page, event.block) if page else None
        told = {
            "id": f"{iri('etape', event.etape)}/{event.block}",
            "objectType": "Activity",
            "definition": {"type": interactions.ACTIVITY_TYPE},
        }
        result = {
            "success": payload["passed"],
            "score": {
                "scaled": round(payload["points"] / payload["maximum"], 4),
                "raw": payload["points"],
                "min": 0,
                "max": payload["maximum"],
            },
        }
        # A question that changed since can't say what was chosen then.
        if block and is_question(block) and scoring.digest(block) == payload["question"]:  # fmt: skip
            told["definition"] = interactions.definition(block, page.language)
            result["response"] = interactions.response(block, payload)
        context = self.around(event, parent=True)
        return self.statement(event, "answered", told, context, result)

    def completed(self, event: LearnerEvent) -> Iterable[dict]:
        """The étape and the parcours that are complete with this event, and weren't before."""
        place = self.events.index(event)
        for key, known in self.versions.items():
            before, now = (
                progress.read(key, self.events[:end], known)
                for end in (place, place + 1)
            )
            if now is None or event.etape not in now.done:
                continue
            if before is None or event.etape not in before.done:
                yield self.statement(
                    event,
                    "completed",
                    self.etape(event.etape),
                    {"contextActivities": {"grouping": [self.parcours(key)]}},
                    {"completion": True},
                    key="étape",
                )
            if now.is_complete and not (before and before.is_complete):
                yield self.statement(
                    event,
                    "completed",
                    self.parcours(key),
                    result=self.reached(now, place),
                    key="parcours",
                )

    def reached(self, state, place: int) -> dict:
        etapes = [self.etapes[key] for key in state.done if key in self.etapes]
        found = outcome.read(etapes, self.events[: place + 1], state)
        result = {"completion": True}
        if found.score is not None:
            score = {"scaled": found.score / 100, "raw": found.score, "min": 0, "max": 100}  # fmt: skip
            result |= {"score": score, "success": bool(found.passed)}
        return result


def thing(name: str, kind: str, title: str) -> dict:
    definition = {"type": f"{TYPE}{kind}"}
    if title:
        definition["name"] = {settings.LANGUAGE_CODE: title}
    return {"objectType": "Activity", "id": name, "definition": definition}
