from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from .following import SourceField
from .records import Record


class Organisation(Record):
    """An organisation named by the site."""

    slug = models.SlugField(_("identifiant"), max_length=80)
    name = models.CharField(_("nom"), max_length=200)
    acronym = models.CharField(_("sigle"), max_length=30, blank=True)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("site"), blank=True)

    panels = [
        FieldPanel("name", required_on_save=True),
        "acronym",
        "description",
        "url",
        FieldPanel("slug"),
    ]
    override_translatable_fields = [
        SourceField(name) for name in ("slug", "name", "acronym", "url")
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.SearchField("acronym", boost=2),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(Record.Meta):
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name


class Person(Record):
    """Somebody the site names: a speaker, an author, a press contact."""

    slug = models.SlugField(_("identifiant"), max_length=80)
    name = models.CharField(_("nom"), max_length=150)
    role = models.CharField(
        _("fonction"),
        max_length=250,
        blank=True,
        help_text=_("Affichée sous le nom. Précisez la date si elle a changé."),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    biography = models.TextField(_("présentation"), blank=True)
    photo = models.ForeignKey(
        "core.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
    )

    shown_with = ("organisation",)

    panels = [
        FieldPanel("name", required_on_save=True),
        "role",
        "organisation",
        "biography",
        "photo",
        FieldPanel("slug"),
    ]
    override_translatable_fields = [
        SourceField(name) for name in ("slug", "name", "organisation", "photo")
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.SearchField("role"),
        index.SearchField("biography"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("live"),
        index.FilterField("id"),
    ]

    class Meta(Record.Meta):
        ordering = ["name"]
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")

    def __str__(self):
        return self.name
