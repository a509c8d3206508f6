from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from core import cards, frame, linked_data
from core.choices import Audience, ChoicesField, Pillar

from . import pictures


class BasePage(Page):
    """What every page has: a standfirst, a picture for the lists."""

    # What a page is for schema.org, unless its `linked_data` says more.
    schema_type = "WebPage"

    introduction = models.TextField(
        _("chapô"),
        max_length=500,
        blank=True,
        help_text=_("Une ou deux phrases, affichées sous le titre et dans les listes."),
    )
    listing_image = models.ForeignKey(
        "core.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image des listes"),
        help_text=_("Montrée à côté du titre dans les listes et lors d'un partage."),
    )

    content_panels = [*Page.content_panels, "introduction"]
    promote_panels = [
        MultiFieldPanel(
            ["slug", "seo_title", "search_description", "listing_image"],
            heading=_("Adresse, moteurs de recherche et partage"),
        ),
        MultiFieldPanel(["show_in_menus"], heading=_("Navigation")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction", boost=2)]
    api_fields = [APIField("introduction"), APIField("listing_image")]

    class Meta:
        abstract = True

    @transaction.atomic
    def add_child(self, **kwargs):
        """Whoever creates under it at the same moment waits: a place in the tree is for one."""
        here = Page.objects.select_for_update().filter(pk=self.pk)
        vars(self).update(here.values("path", "depth", "numchild", "url_path").get())
        return super().add_child(**kwargs)

    @property
    def summary(self) -> str:
        return self.introduction or self.search_description

    @property
    def language(self) -> str:
        return self.locale.language_code

    @property
    def href(self) -> str:
        """Its address on the site, without a statement once its locale is known."""
        return frame.url_of(self, self.language)

    def sharing_card(self) -> cards.Card:
        """What the picture of a shared link says, unless an editor chose a picture."""
        return cards.Card(
            title=self.title,
            language=self.language,
            above=self.card_line,
            pillar=next(iter(getattr(self, "pillars", [])), ""),
        )

    # Above the title of its card: the kind of thing, its day.
    card_line = ""

    @property
    def sharing_picture(self) -> str:
        """The address of its picture for a shared link: no statement, it is made there."""
        if self.listing_image_id is not None:
            return pictures.served(self.listing_image_id, "fill-1200x630")
        if self.pk is None:  # the preview of a page that nobody saved
            return ""
        return reverse("page-card", args=[self.pk, self.sharing_card().digest])

    @property
    def short_address(self) -> str:
        """To say, to print, to share: it follows the page wherever it goes."""
        return reverse("page-short", args=[self.pk]) if self.pk else ""

    def linked_data(self, context) -> dict:
        """Its schema.org node, from what `get_context` gathered."""
        return linked_data.work(self, self.schema_type, context["frame"])


class StrategyMixin(models.Model):
    """A page that serves some of the four pillars and three publics."""

    pillars = ChoicesField(
        _("piliers"),
        values=Pillar,
        blank=True,
        help_text=_("La page paraît sur la page de chacun de ces piliers."),
    )
    audiences = ChoicesField(
        _("publics"),
        values=Audience,
        blank=True,
        help_text=_("La page paraît sur la page de chacun de ces publics."),
    )

    strategy_panels = [
        MultiFieldPanel(
            [FieldPanel("pillars"), FieldPanel("audiences")],
            heading=_("Stratégie du faire-valoir"),
        )
    ]
    strategy_api_fields = [APIField("pillars"), APIField("audiences")]

    class Meta:
        abstract = True

    @property
    def pillar_labels(self) -> list[Pillar]:
        return [Pillar(value) for value in self.pillars]

    @property
    def audience_labels(self) -> list[Audience]:
        return [Audience(value) for value in self.audiences]
