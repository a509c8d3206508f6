from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import PageChooserBlock, StructBlockValidationError

from core import page_links
from core.choices import Medoc


class PageBlock(PageChooserBlock):
    """Chooses a page; the link leads to its version in the reader's language."""

    def bulk_to_python(self, values):
        found = page_links.fetch(key for key in values if key)
        return [found.get(key) for key in values]

    def to_python(self, value):
        return self.bulk_to_python([value])[0] if value else None

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value


class TargetValue(blocks.StructValue):
    """A link to a page of the site or to another site."""

    @property
    def target(self) -> str:
        page = self.get("page")
        return page_links.url(page) if page else self.get("url") or ""

    @property
    def is_external(self) -> bool:
        return not self.get("page") and bool(self.get("url"))


class TargetBlock(blocks.StructBlock):
    """Base of the blocks that lead somewhere: a page of ours or an address, never both."""

    target_is_required = True

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned.get("page") and cleaned.get("url"):
            raise StructBlockValidationError(
                block_errors={
                    "url": ValidationError(
                        _("Choisissez une page du site ou une adresse, pas les deux.")
                    )
                }
            )
        if self.target_is_required and not (cleaned.get("page") or cleaned.get("url")):
            raise StructBlockValidationError(
                block_errors={
                    "page": ValidationError(
                        _("Choisissez une page du site ou donnez une adresse.")
                    )
                }
            )
        return cleaned


class LinkBlock(TargetBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    page = PageBlock(label=_("page du site"), required=False)
    url = blocks.URLBlock(label=_("ou adresse"), required=False)
    note = blocks.CharBlock(
        label=_("en une ligne"),
        required=False,
        max_length=250,
        help_text=_("Ce que le lecteur y trouvera."),
    )

    class Meta:
        icon = "link"
        label = _("Lien")
        value_class = TargetValue


class LinkListBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(LinkBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Pour aller plus loin")
        group = _("Liens et sources")
        template = "blocks/links.html"
        description = _("Des liens vers des pages du site ou d'autres sites.")
        preview_value = [
            {
                "title": "La feuille de route en 21 mesures",
                "url": "https://associations.gouv.fr/",
                "note": "Le texte de référence",
            }
        ]


class ResourceValue(TargetValue):
    @property
    def medoc_label(self) -> str:
        kind = self.get("medoc")
        return Medoc(kind).label if kind in Medoc.values else ""


class ResourceBlock(TargetBlock):
    """A resource by its M.E.D.O.C. kind."""

    target_is_required = False

    medoc = blocks.ChoiceBlock(label=_("nature"), choices=Medoc.choices)
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    text = blocks.TextBlock(
        label=_("présentation"),
        rows=2,
        help_text=_("Ce que l'on en fait, en deux phrases."),
    )
    page = PageBlock(label=_("page du site"), required=False)
    url = blocks.URLBlock(label=_("ou adresse"), required=False)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Ressource M.E.D.O.C.")
        group = _("Apprendre")
        template = "blocks/resource.html"
        value_class = ResourceValue
        description = _(
            "Une méthode, un exemple, une donnée, un outil ou une compétence."
        )
        preview_value = {
            "medoc": "methodes",
            "title": "La méthode des 3 R",
            "text": "Relire, relier, réinventer : trois temps pour reprendre une action.",
            "url": "https://www.lerameau.fr/",
        }


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=250)
    publisher = blocks.CharBlock(label=_("éditeur"), required=False, max_length=150)
    url = blocks.URLBlock(label=_("adresse"), required=False)
    read_on = blocks.DateBlock(label=_("lue le"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Source")


class SourceListBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(SourceBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Sources")
        group = _("Liens et sources")
        template = "blocks/sources.html"
        description = _("Les sources de la page, numérotées, avec la date de lecture.")
        preview_value = [
            {
                "title": "Bilan d'un an de la mission ministérielle",
                "publisher": "associations.gouv.fr",
                "url": "https://associations.gouv.fr/",
            }
        ]
