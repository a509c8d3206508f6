from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.models import Record, SourceField


class Terme(Record):
    """A term of the glossary and its definition."""

    slug = models.SlugField(_("identifiant"), max_length=80)
    name = models.CharField(_("terme"), max_length=120)
    variants = models.TextField(
        _("autres formes"),
        blank=True,
        help_text=_("Pluriels, synonymes, sigles : une forme par ligne."),
    )
    definition = RichTextField(_("définition"), features=["bold", "italic", "link"])
    broader = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("terme plus large"),
        help_text=_("« alliance » pour « alliance stratégique »."),
    )
    source_title = models.CharField(_("source"), max_length=250, blank=True)
    source_url = models.URLField(_("adresse de la source"), blank=True)

    panels = [
        "name",
        "variants",
        "definition",
        "broader",
        "source_title",
        "source_url",
        FieldPanel("slug"),
    ]
    override_translatable_fields = [
        SourceField(name) for name in ("slug", "broader", "source_url")
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.SearchField("variants", boost=2),
        index.SearchField("definition"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(Record.Meta):
        ordering = ["name"]
        verbose_name = _("terme")
        verbose_name_plural = _("termes")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if loop := self.circle():
            names = " → ".join(term.name for term in loop)
            raise ValidationError(
                {
                    "broader": _("Ces termes tournent en rond : %(names)s.")
                    % {"names": names}
                }
            )

    def circle(self) -> list["Terme"]:
        """This term, what is broader, and so on, if that comes back to it; else nothing."""
        above, seen = [self], {self.translation_key}
        term = self.broader
        while term is not None:
            above.append(term)
            if term.translation_key in seen:
                return above
            seen.add(term.translation_key)
            term = term.broader
        return []

    @property
    def forms(self) -> list[str]:
        return [form.strip() for form in self.variants.splitlines() if form.strip()]

    def get_preview_template(self, request, mode_name):
        return "vademecum/terme_preview.html"
