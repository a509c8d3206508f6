from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from core import page_links

from .links import LinkListBlock, SourceListBlock
from .records import RecordChooserBlock, StreamOfFacts
from .text import HeadingBlock, KeyPointBlock, QuotationBlock, TextBlock


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("légende"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Mise en valeur")
        template = "blocks/image.html"
        description = _("Une image, sa légende, son crédit.")


class ExampleBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("nom"), max_length=150)
    territory = blocks.CharBlock(label=_("territoire"), required=False, max_length=120)
    theme = blocks.CharBlock(label=_("sujet"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("récit"), features=["bold", "italic", "link"])
    source_title = blocks.CharBlock(label=_("source"), required=False, max_length=250)
    source_url = blocks.URLBlock(label=_("adresse de la source"), required=False)

    class Meta:
        icon = "site"
        label = _("Exemple")
        group = _("Mise en valeur")
        template = "blocks/example.html"
        description = _(
            "Une alliance réelle : qui, où, sur quoi, d'après quelle source."
        )
        preview_value = {
            "name": "SilverGeek",
            "territory": "Poitiers",
            "theme": "Numérique et lien entre générations",
            "text": "<p>Une des premières alliances nées de la démarche de 2010.</p>",
        }


class DateBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("quand"), max_length=60)
    text = blocks.TextBlock(label=_("quoi"), rows=2)
    source_title = blocks.CharBlock(label=_("source"), required=False, max_length=250)
    source_url = blocks.URLBlock(label=_("adresse de la source"), required=False)

    class Meta:
        icon = "date"
        label = _("Date")


class DateListBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(DateBlock(), **kwargs)

    class Meta:
        icon = "history"
        label = _("Dates clés")
        group = _("Mise en valeur")
        template = "blocks/dates.html"
        description = _(
            "Une frise : des dates, ce qui s'est passé, d'après quelle source."
        )
        preview_value = [
            {
                "when": "7 mai 2020",
                "text": "La feuille de route est remise au Gouvernement.",
            }
        ]


class BodyBlock(blocks.StreamBlock):
    """The body of every page: few blocks, each with a meaning an editor can name."""

    heading = HeadingBlock()
    text = TextBlock()
    key_point = KeyPointBlock()
    quotation = QuotationBlock()
    figure = RecordChooserBlock(
        "vademecum.ChiffreCle",
        icon="decimal",
        label=_("Chiffre clé"),
        group=_("Faits du Vademecum"),
        template="blocks/figure.html",
        description=_(
            "Un chiffre du Vademecum, avec sa source et son adresse à citer."
        ),
    )
    term = RecordChooserBlock(
        "vademecum.Terme",
        icon="snippet",
        label=_("Définition"),
        group=_("Faits du Vademecum"),
        template="blocks/term.html",
        description=_("Un terme du glossaire et sa définition."),
    )
    measure = RecordChooserBlock(
        "vademecum.Mesure",
        icon="list-ol",
        label=_("Mesure"),
        group=_("Faits du Vademecum"),
        template="blocks/measure.html",
        description=_("Une des 21 mesures, avec sa dimension et son état."),
    )
    contact = RecordChooserBlock(
        "core.Person",
        icon="user",
        label=_("Personne"),
        group=_("Faits du Vademecum"),
        template="blocks/contact.html",
        description=_("Une personne à connaître, sa fonction, sa présentation."),
    )
    image = PictureBlock()
    example = ExampleBlock()
    dates = DateListBlock()
    links = LinkListBlock()
    sources = SourceListBlock()

    class Meta:
        template = "blocks/body.html"

    def to_python(self, value):
        stream = super().to_python(value)
        if stream is value or not stream.is_lazy:
            return stream
        return StreamOfFacts(self, list(stream.raw_data), is_lazy=True)

    def render(self, value, context=None):
        with page_links.prefetched(value.raw_data):
            return super().render(value, context)
