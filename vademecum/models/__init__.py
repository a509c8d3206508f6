from .books import BookFile
from .claims import Affirmation, Appui
from .contacts import PressContact
from .editions import Edition, EditionItem
from .figures import ChiffreCle
from .glossary import Terme
from .pages import FichePage, VademecumPage
from .registers import ChiffreIndexPage, MesureIndexPage, TermeIndexPage
from .roadmap import Mesure, MesureLink, Objectif
from .versions import ChiffreVersion

__all__ = [
    "Affirmation",
    "Appui",
    "BookFile",
    "ChiffreCle",
    "ChiffreIndexPage",
    "ChiffreVersion",
    "Edition",
    "EditionItem",
    "FichePage",
    "Mesure",
    "MesureIndexPage",
    "MesureLink",
    "Objectif",
    "PressContact",
    "Terme",
    "TermeIndexPage",
    "VademecumPage",
]
