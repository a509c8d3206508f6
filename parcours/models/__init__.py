from .learning import Learner, LearnerEvent
from .pages import EtapePage, ParcoursIndexPage, ParcoursPage

__all__ = [
    "EtapePage",
    "Learner",
    "LearnerEvent",
    "ParcoursIndexPage",
    "ParcoursPage",
]
