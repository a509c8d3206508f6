"""What can be found, kind by kind: pages of each room, and the shared facts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.models import Person
from jeudis.models import JeudiPage
from news.models import EventPage, NewsPage
from parcours.models import EtapePage, ParcoursPage
from vademecum.models import ChiffreCle, FichePage, Mesure, Terme


@dataclass(frozen=True)
class Kind:
    """A kind of result: how readers call it, and where it is looked for."""

    key: str
    label: str
    model: type

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, Page)


KINDS = [
    Kind("fiches", _("Fiches"), FichePage),
    Kind("chiffres", _("Chiffres clés"), ChiffreCle),
    Kind("termes", _("Définitions"), Terme),
    Kind("mesures", _("Mesures"), Mesure),
    Kind("parcours", _("Parcours"), ParcoursPage),
    Kind("etapes", _("Étapes"), EtapePage),
    Kind("jeudis", _("Jeudis"), JeudiPage),
    Kind("actualites", _("Actualités"), NewsPage),
    Kind("evenements", _("Événements"), EventPage),
    Kind("personnes", _("Personnes"), Person),
]
BY_KEY = {kind.key: kind for kind in KINDS}
