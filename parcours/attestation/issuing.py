"""
Handing an attestation over, taking it back, revoking it: written here only.

One for each learner and version of a parcours; asked for twice, it is the same one, with
the same bytes. Erased by its learner, it leaves a revoked place in a list, and nothing else.
"""

import json
import re
import unicodedata
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from parcours import progress
from parcours.models import Attestation, Learner, Prerequisite, StatusEntry

from . import achievement, credential, keys, proof

LONGEST_NAME = 100


class NotYet(Exception):
    """The parcours, or one that it requires, is not complete, or nothing can be signed here."""


class BadName(ValueError):
    """A name that can't be printed."""


def printable(typed: str) -> str:
    """A name as it was typed, on one line."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", typed)).strip()
    if len(name) > LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in name):
        raise BadName
    return name


def are_offered() -> bool:
    return keys.signing() is not None


@transaction.atomic
def issue(learner: Learner, parcours: UUID, name: str, language: str) -> Attestation:
    """The attestation of a parcours that a learner completed, in the version followed."""
    progress.alone(learner)
    events = list(learner.events.all())
    stored = progress.stored_versions(events)
    state = progress.read(parcours, events, stored.get(parcours, {}))
    key = keys.signing()
    if state is None or not state.is_complete or key is None:
        raise NotYet
    row = achievement.of(state.version)
    before = learner.attestations.shown().filter(achievement=row).first()
    if before is not None:
        return before
    for needed in Prerequisite.objects.required_by([parcours])[parcours]:
        first = progress.read(needed, events, stored.get(needed, {}))
        if first is None or not first.is_complete:
            raise NotYet
    made = Attestation(
        learner=learner,
        achievement=row,
        status=StatusEntry.objects.draw(),
        name=name,
        completed_at=completed_at(state),
        issued_at=timezone.now(),
    )
    said = credential.unsigned(made, uuid4(), language_of(row, language))
    made.credential = proof.written(proof.signed(said, key, made.issued_at))
    made.save()
    return made


def completed_at(state: progress.Progress):
    """When the last thing that it took was done."""
    met = [e.event for each in state.etapes for e in each.evidence if e.event]
    return max(event.at for event in met) if met else timezone.now()


def language_of(row, language: str) -> str:
    known = achievement.languages(row)
    return language if language in known else known[0]


@transaction.atomic
def withdraw(attestation: Attestation) -> None:
    """Its learner takes it back: nothing stays of it but a revoked place."""
    StatusEntry.objects.filter(pk=attestation.status_id).revoke()
    attestation.delete()


@transaction.atomic
def revoke(attestation: Attestation, reason: str) -> None:
    """The team takes it back, and says why; the first reason stays."""
    rows = Attestation.objects.filter(pk=attestation.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now(), reason=reason):
        StatusEntry.objects.filter(pk=attestation.status_id).revoke()


def hand_over(gone: Learner, kept: Learner) -> None:
    """Two learners become one: what either was handed over still holds."""
    own = list(kept.attestations.values_list("achievement", flat=True))
    gone.attestations.filter(achievement__in=own).update(is_merged=True)
    gone.attestations.update(learner=kept)


def of_learner(learner: Learner) -> list[Attestation]:
    """No statement for who has none: whoever found the learner has counted."""
    if getattr(learner, "attestation_count", 1) == 0:
        return []
    return list(learner.attestations.shown())


def exported(attestation: Attestation) -> dict:
    """All that is kept of it, for its learner to take away."""
    return {
        "uid": attestation.uid,
        "name": attestation.name,
        "completed_at": attestation.completed_at,
        "issued_at": attestation.issued_at,
        "revoked_at": attestation.revoked_at,
        "reason": attestation.reason,
        "credential": json.loads(attestation.credential),
    }
