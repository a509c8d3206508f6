from .pages import HomePage, PlainPage
from .strategy import AudiencePage, PillarPage, StrategyPage

__all__ = ["AudiencePage", "HomePage", "PillarPage", "PlainPage", "StrategyPage"]
