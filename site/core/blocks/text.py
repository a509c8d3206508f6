from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT = [
    "h3",
    "bold",
    "italic",
    "superscript",
    "ol",
    "ul",
    "link",
    "document-link",
]


class HeadingBlock(blocks.CharBlock):
    def __init__(self, **kwargs):
        super().__init__(max_length=160, **kwargs)

    class Meta:
        icon = "title"
        label = _("Intertitre")
        group = _("Texte")
        template = "blocks/heading.html"
        description = _("Ouvre une partie de la page et entre dans son sommaire.")
        preview_value = "Ce que change une alliance"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Texte")
        group = _("Texte")
        template = "blocks/text.html"
        description = _("Des paragraphes, des listes, des sous-titres, des liens.")
        preview_value = "<p>Faire alliance, c'est agir ensemble là où <b>aucun acteur ne peut répondre seul</b>.</p>"


class KeyPointBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("titre"),
        required=False,
        max_length=100,
        help_text=_("Laissez vide pour « À retenir »."),
    )
    text = blocks.RichTextBlock(
        label=_("texte"), features=["bold", "italic", "link", "ul"]
    )

    class Meta:
        icon = "thumbtack"
        label = _("À retenir")
        group = _("Mise en valeur")
        template = "blocks/key_point.html"
        description = _("L'idée que le lecteur doit emporter, dans un encadré.")
        preview_value = {
            "title": "",
            "text": "<p>Une alliance ajoute des forces différentes sans en effacer aucune.</p>",
        }


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("propos"), rows=3)
    author = blocks.CharBlock(label=_("auteur"), required=False, max_length=120)
    role = blocks.CharBlock(label=_("fonction"), required=False, max_length=160)
    source_title = blocks.CharBlock(label=_("source"), required=False, max_length=250)
    source_url = blocks.URLBlock(label=_("adresse de la source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        group = _("Mise en valeur")
        template = "blocks/quotation.html"
        description = _("Un propos réellement tenu, avec son auteur et sa source.")
        preview_value = {
            "text": "Faire alliance, c'est faire confiance.",
            "author": "Le RAMEAU",
            "role": "",
            "source_title": "",
            "source_url": "",
        }
