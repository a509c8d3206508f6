from .episode import JeudiPage
from .links import JeudiEtape, JeudiFiche, JeudiMesure
from .listings import JeudiIndexPage
from .registration import Registration
from .seasons import SeasonPage, SkippedThursday
from .speakers import Speaker
from .subscribing import FeedsMixin

__all__ = [
    "FeedsMixin",
    "JeudiEtape",
    "JeudiFiche",
    "JeudiIndexPage",
    "JeudiMesure",
    "JeudiPage",
    "Registration",
    "SeasonPage",
    "SkippedThursday",
    "Speaker",
]
