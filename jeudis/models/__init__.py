from .dates import THURSDAY
from .episode import JeudiPage
from .links import JeudiEtape, JeudiFiche, JeudiMesure
from .listings import FeedsMixin, JeudiIndexPage, SeasonPage
from .speakers import Speaker

__all__ = [
    "THURSDAY",
    "FeedsMixin",
    "JeudiEtape",
    "JeudiFiche",
    "JeudiIndexPage",
    "JeudiMesure",
    "JeudiPage",
    "SeasonPage",
    "Speaker",
]
