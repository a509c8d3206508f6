from .learning import Learner, LearnerEvent
from .pages import EtapePage, ParcoursIndexPage, ParcoursPage, Prerequisite

__all__ = [
    "EtapePage",
    "Learner",
    "LearnerEvent",
    "ParcoursIndexPage",
    "ParcoursPage",
    "Prerequisite",
]
