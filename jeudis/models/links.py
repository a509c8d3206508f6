"""What a Jeudi is tied to: étapes, fiches, measures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable, Page

from vademecum.models import MesureLink

from .episode import JeudiPage


class JeudiEtape(Orderable):
    jeudi = ParentalKey(JeudiPage, on_delete=models.CASCADE, related_name="etape_links")
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("étape")
    )

    panels = [PageChooserPanel("page", "parcours.EtapePage")]


class JeudiFiche(Orderable):
    jeudi = ParentalKey(JeudiPage, on_delete=models.CASCADE, related_name="fiche_links")
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("fiche")
    )

    panels = [PageChooserPanel("page", "vademecum.FichePage")]


class JeudiMesure(MesureLink):
    jeudi = ParentalKey(
        JeudiPage, on_delete=models.CASCADE, related_name="mesure_links"
    )
