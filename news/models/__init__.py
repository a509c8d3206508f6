from .accreditations import Accreditation, EmbargoReading
from .communiques import CommuniquePage
from .coverage import CheckedLink, Retombee, RetombeeChiffre
from .pages import AgendaPage, EventPage, NewsIndexPage, NewsMesure, NewsPage
from .review import RetombeeIndexPage

__all__ = [
    "Accreditation",
    "AgendaPage",
    "CheckedLink",
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
