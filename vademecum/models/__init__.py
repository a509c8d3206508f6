from .books import BookFile
from .contacts import PressContact
from .editions import Edition, EditionItem
from .figures import ChiffreCle
from .glossary import Terme
from .pages import (
    ChiffreIndexPage,
    FichePage,
    MesureIndexPage,
    TermeIndexPage,
    VademecumPage,
)
from .roadmap import Mesure, MesureLink, Objectif
from .versions import ChiffreVersion

__all__ = [
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
