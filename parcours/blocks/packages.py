from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class PackageBlock(blocks.StructBlock):
    package = SnippetChooserBlock(
        "parcours.ImportedPackage", label=_("activité importée")
    )
    text = blocks.TextBlock(
        label=_("pourquoi l'ouvrir"), rows=2, help_text=_("En une ou deux phrases.")
    )
    duration_minutes = blocks.IntegerBlock(
        label=_("durée en minutes"), required=False, min_value=1
    )

    class Meta:
        icon = "media"
        label = _("Activité importée")
        group = _("Faire")
        template = "blocks/package.html"
        description = _(
            "Une activité H5P ou SCORM d'un autre : conseillée, elle ne compte pas dans la progression."
        )
        preview_value = {
            "package": None,
            "text": "Un jeu pour reconnaître les acteurs d'un territoire.",
        }
