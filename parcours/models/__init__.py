from .attestations import Achievement, Attestation, StatusEntry, StatusList
from .groups import LearnerGroup, Membership
from .learning import (
    Learner,
    LearnerCode,
    LearnerEvent,
    LearnerKey,
    LearnerMail,
    ParcoursVersion,
)
from .pages import EtapePage, ParcoursIndexPage, ParcoursPage, Prerequisite

__all__ = [
    "Achievement",
    "Attestation",
    "EtapePage",
    "Learner",
    "LearnerCode",
    "LearnerEvent",
    "LearnerGroup",
    "LearnerKey",
    "LearnerMail",
    "Membership",
    "ParcoursIndexPage",
    "ParcoursPage",
    "ParcoursVersion",
    "Prerequisite",
    "StatusEntry",
    "StatusList",
]
