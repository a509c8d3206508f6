"""
What is to leave for a learning record store, when there is one and its learner said yes.

An event and its row here are written in one transaction: nothing is lost, and no page
waits for the store. `delivery.py` empties the box.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models.learning import Learner, LearnerEvent
from .models.outbox import LearnerConsent, OutgoingEvent

Kind = LearnerEvent.Kind


def is_open() -> bool:
    """Whether a store is configured at all."""
    return bool(settings.LRS["url"])


@dataclass(frozen=True)
class Choice:
    """What a learner may choose, and what they chose."""

    name: str  # who keeps the store
    is_chosen: bool
    key: str  # how the store knows them


def choice(learner: Learner) -> Choice | None:
    """None where there is no store: nothing is asked then, and nothing leaves."""
    if not is_open():
        return None
    given = LearnerConsent.objects.filter(learner=learner).first()
    return Choice(
        settings.LRS["name"], given is not None, str(given.name) if given else ""
    )


def kept(learner: Learner) -> dict | None:
    """What the site keeps of that choice, for who takes their data away."""
    given = LearnerConsent.objects.filter(learner=learner).first()
    if given is None:
        return None
    waiting = OutgoingEvent.objects.filter(event__learner=learner).count()
    return {"name": given.name, "given_at": given.given_at, "waiting": waiting}


# --- Consent ----------------------------------------------------------------------


@transaction.atomic
def consent(learner: Learner) -> None:
    """From now on; what was done before stays here."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    LearnerConsent.objects.get_or_create(
        learner=learner, defaults={"given_at": timezone.now()}
    )


@transaction.atomic
def withdraw(learner: Learner) -> None:
    """What has not left stays here; saying yes again is being somebody else there."""
    OutgoingEvent.objects.filter(event__learner=learner).delete()
    LearnerConsent.objects.filter(learner=learner).delete()


def merge(kept: Learner, gone: Learner) -> None:
    """Of two devices, yes is said when both said it; before their events are united."""
    said = LearnerConsent.objects.filter(learner__in=(kept, gone)).count()
    if said == 1:
        for each in (kept, gone):
            withdraw(each)


# --- Writing ----------------------------------------------------------------------


def is_told(event: LearnerEvent) -> bool:
    """What one writes for oneself never leaves: no sheet, no draft, no deadline."""
    if event.kind == Kind.ANSWER:
        return "points" in event.payload
    return event.kind in (Kind.START, Kind.DONE)


def note(event: LearnerEvent) -> None:
    """Put an event in the outbox, in the transaction that writes it."""
    if not (is_open() and is_told(event)):
        return
    if LearnerConsent.objects.filter(learner=event.learner_id).exists():
        OutgoingEvent.objects.create(event=event)
