from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.models import Record, SourceField
from vademecum import glossary


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
        FieldPanel("name", required_on_save=True),
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
    shown_with = ("broader",)
    search_fields = [
        index.SearchField("name", boost=3),
        index.SearchField("variants", boost=2),
        index.SearchField("definition"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("live"),
        index.FilterField("id"),
    ]

    class Meta(Record.Meta):
        ordering = ["name"]
        verbose_name = _("terme")
        verbose_name_plural = _("termes")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        if loop := self.circle():
            errors["broader"] = _("Ces termes tournent en rond : %(names)s.") % {
                "names": " → ".join(term.name for term in loop)
            }
        for said, term in self.claimed_elsewhere():
            column = "variants" if said in self.forms else "name"
            errors[column] = _("« %(form)s » désigne déjà le terme « %(term)s ».") % {
                "form": said,
                "term": term.name,
            }
        if errors:
            raise ValidationError(errors)

    def circle(self) -> list["Terme"]:
        """
        This term, what is broader, and so on, if that comes back to it; else nothing.

        What is broader is read in the drafts too: each of two drafts may close the loop.
        """
        above, seen = [self], {self.translation_key}
        term = self.broader
        while term is not None:
            above.append(term)
            if term.translation_key in seen:
                return above
            seen.add(term.translation_key)
            term = term.get_latest_revision_as_object().broader or term.broader
        return []

    def claimed_elsewhere(self) -> list[tuple[str, "Terme"]]:
        """The forms of this term that another live term of its language already has."""
        if self.locale_id is None:
            return []
        live = type(self).objects.live().filter(locale_id=self.locale_id)
        others = live.exclude(translation_key=self.translation_key)
        by_key = {str(term.translation_key): term for term in (*others, self)}
        said = [replace(term.as_found, slug=key) for key, term in by_key.items()]
        ours = str(self.translation_key)
        found = []
        for term, form, other in glossary.clashes(said, self.locale.language_code):
            if term == ours:
                found.append((form, by_key[other]))
            elif other == ours:  # « alliances », which our « alliance » would take
                found.append((form, by_key[term]))
        return found

    @property
    def as_found(self) -> glossary.Definition:
        """This term as running text says it."""
        return glossary.Definition(self.slug, self.name, tuple(self.forms))

    @classmethod
    def said_in(cls, language: str) -> list[glossary.Definition]:
        """What is found in texts of a language: the terms that readers have in it."""
        rows = cls.objects.live().filter(locale__language_code=language)
        return [term.as_found for term in rows.order_by("pk")]

    @property
    def forms(self) -> list[str]:
        return [form.strip() for form in self.variants.splitlines() if form.strip()]


@receiver([post_save, post_delete], sender=Terme)
def forget_compiled_glossaries(**kwargs):
    """A term is published, withdrawn or deleted, by whatever way: texts link anew."""
    transaction.on_commit(glossary.renew_stamp)
