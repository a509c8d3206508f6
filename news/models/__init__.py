from .accreditations import Accreditation, EmbargoReading
from .agenda import AgendaPage
from .communiques import CommuniquePage
from .coverage import Retombee, RetombeeChiffre
from .events import EventPage
from .pages import NewsIndexPage, NewsMesure, NewsPage
from .review import RetombeeIndexPage

__all__ = [
    "Accreditation",
    "AgendaPage",
    "CommuniquePage",
    "EmbargoReading",
    "EventPage",
    "NewsIndexPage",
    "NewsMesure",
    "NewsPage",
    "Retombee",
    "RetombeeChiffre",
    "RetombeeIndexPage",
]
