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
    "ChiffreCle",
    "ChiffreIndexPage",
    "ChiffreVersion",
    "FichePage",
    "Mesure",
    "MesureIndexPage",
    "MesureLink",
    "Objectif",
    "Terme",
    "TermeIndexPage",
    "VademecumPage",
]
