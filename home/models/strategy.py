"""The 3 × 4 grid: what the site has for a public, for a pillar, for both."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core import linked_data
from core.blocks import BodyBlock
from core.choices import Audience, Pillar
from core.listings import readable
from core.models import BasePage
from home import grid


class StrategyPage(BasePage):
    """The grid by public or by pillar."""

    class Axis(models.TextChoices):
        AUDIENCE = "audience", _("Publics")
        PILLAR = "pillar", _("Piliers")

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.AudiencePage", "home.PillarPage"]
    schema_type = "CollectionPage"

    axis = models.CharField(_("entrée"), max_length=10, choices=Axis)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)

    content_panels = [*BasePage.content_panels, "axis", "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("axis"), APIField("body")]

    class Meta:
        verbose_name = _("entrée de la stratégie")
        verbose_name_plural = _("entrées de la stratégie")

    def get_context(self, request):
        model = AudiencePage if self.axis == self.Axis.AUDIENCE else PillarPage
        pages = list(readable(model.objects.defer_streamfields()))
        return super().get_context(request) | {
            "pages": pages,
            "rows": grid.cells(pages),
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "hasPart": [
                linked_data.reference(page, page.schema_type)
                for page in context["pages"]
            ]
        }


class CellPage(BasePage):
    """Base of the pages that list what concerns a public or a pillar."""

    parent_page_types = ["home.StrategyPage"]
    subpage_types = []
    schema_type = "CollectionPage"

    body = StreamField(BodyBlock(), verbose_name=_("corps"))

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True


class AudiencePage(CellPage):
    """What the site has for one public; `?pilier=` narrows it to a cell of the grid."""

    audience = models.CharField(_("public"), max_length=20, choices=Audience)

    content_panels = [*BasePage.content_panels, "audience", "body"]
    api_fields = [*BasePage.api_fields, APIField("audience"), APIField("body")]

    class Meta:
        verbose_name = _("page d'un public")
        verbose_name_plural = _("pages des publics")

    def get_context(self, request):
        asked = request.GET.get("pilier", "")
        pillar = asked if asked in Pillar.values else ""
        return super().get_context(request) | {
            "items": grid.items(audience=self.audience, pillar=pillar),
            "parameter": "pilier",
            "choices": Pillar,
            "chosen": pillar,
        }


class PillarPage(CellPage):
    """What the site has for one pillar; `?public=` narrows it to a cell of the grid."""

    pillar = models.CharField(_("pilier"), max_length=20, choices=Pillar)

    content_panels = [*BasePage.content_panels, "pillar", "body"]
    api_fields = [*BasePage.api_fields, APIField("pillar"), APIField("body")]

    class Meta:
        verbose_name = _("page d'un pilier")
        verbose_name_plural = _("pages des piliers")

    def get_context(self, request):
        asked = request.GET.get("public", "")
        audience = asked if asked in Audience.values else ""
        return super().get_context(request) | {
            "items": grid.items(audience=audience, pillar=self.pillar),
            "parameter": "public",
            "choices": Audience,
            "chosen": audience,
        }
