from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import PageBlock


class TrackBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("titre"), max_length=100, help_text=_("« L'essentiel en deux heures ».")
    )
    hours = blocks.IntegerBlock(
        label=_("durée visée, en heures"), min_value=1, max_value=100
    )
    etapes = blocks.ListBlock(
        PageBlock(label=_("étape"), page_type="parcours.EtapePage"),
        label=_("étapes"),
        min_num=1,
        help_text=_("Des étapes de ce parcours, montrées dans l'ordre du parcours."),
    )

    class Meta:
        icon = "tasks"
        label = _("Piste courte")
        description = _("Les étapes à suivre quand on a deux, quatre ou douze heures.")
