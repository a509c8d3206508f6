from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class MilestoneBlock(blocks.StructBlock):
    on = blocks.DateBlock(label=_("date"))
    text = blocks.TextBlock(label=_("ce qui s'est passé"), rows=2)
    source_title = blocks.CharBlock(label=_("source"), max_length=250)
    source_url = blocks.URLBlock(label=_("adresse de la source"))

    class Meta:
        icon = "date"
        label = _("Jalon")


class MilestonesBlock(blocks.StreamBlock):
    """What happened to a measure: each time with its date and its source."""

    milestone = MilestoneBlock()
