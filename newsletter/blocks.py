from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core import page_links
from core.blocks.links import LinkBlock, TargetValue


class ItemValue(TargetValue):
    @property
    def foreign(self) -> str:
        """The language of what it leads to, when it is not that of the letter."""
        page = self.get("page")
        led_to = page_links.version(page) if page else None
        language = led_to.locale.language_code if led_to else get_language()
        return "" if language == get_language() else language


class ItemBlock(LinkBlock):
    """One thing to read: the words are those of the letter, the address that of the page."""

    target_is_required = False

    note = blocks.TextBlock(
        label=_("en une ou deux phrases"), required=False, max_length=500, rows=2
    )

    class Meta:
        icon = "link"
        label = _("Une chose à lire")
        value_class = ItemValue


class IssueBlock(blocks.StreamBlock):
    """What an issue says: words and lists of links, which a plain mail can carry."""

    heading = blocks.CharBlock(
        label=_("Intertitre"),
        icon="title",
        max_length=120,
        template="newsletter/blocks/heading.html",
    )
    text = blocks.TextBlock(
        label=_("Texte"),
        icon="pilcrow",
        template="newsletter/blocks/text.html",
        help_text=_("Sans mise en forme ; une ligne vide sépare deux paragraphes."),
    )
    items = blocks.ListBlock(
        ItemBlock(),
        label=_("Choses à lire"),
        icon="list-ul",
        template="newsletter/blocks/items.html",
        help_text=_(
            "Chacun ne reçoit que ce qui touche aux piliers qu'il a choisis ; ce qui n'a pas de pilier va à tous."
        ),
    )
