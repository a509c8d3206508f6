from .attestations import Achievement, Attestation, StatusEntry, StatusList
from .borrowings import Borrowing
from .groups import LearnerGroup, Membership
from .learning import (
    Learner,
    LearnerCode,
    LearnerEvent,
    LearnerKey,
    LearnerMail,
    ParcoursVersion,
)
from .networks import ReseauPage
from .outbox import LearnerConsent, OutgoingEvent
from .packages import ImportedPackage
from .pages import EtapePage, ParcoursIndexPage, ParcoursPage, Prerequisite
from .takeaway import ParcoursFile

__all__ = [
    "Achievement",
    "Attestation",
    "Borrowing",
    "EtapePage",
    "ImportedPackage",
    "Learner",
    "LearnerCode",
    "LearnerConsent",
    "LearnerEvent",
    "LearnerGroup",
    "LearnerKey",
    "LearnerMail",
    "Membership",
    "OutgoingEvent",
    "ParcoursFile",
    "ParcoursIndexPage",
    "ParcoursPage",
    "ParcoursVersion",
    "Prerequisite",
    "StatusEntry",
    "StatusList",
    "ReseauPage",
]
