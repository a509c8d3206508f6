from .communiques import CommuniquePage
from .pages import AgendaPage, EventPage, NewsIndexPage, NewsMesure, NewsPage

__all__ = [
    "AgendaPage",
    "CommuniquePage",
    "EventPage",
    "NewsIndexPage",
    "NewsMesure",
    "NewsPage",
]
