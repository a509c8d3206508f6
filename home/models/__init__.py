from .pages import HomePage, PlainPage
from .rights import GivenRight
from .strategy import AudiencePage, PillarPage, StrategyPage

__all__ = [
    "AudiencePage",
    "GivenRight",
    "HomePage",
    "PillarPage",
    "PlainPage",
    "StrategyPage",
]
