from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import PagePermissionTester
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core import linked_data
from core.blocks import BodyBlock
from core.listings import children_in_any_language, readable
from core.models import BasePage
from parcours.colours import Colour

from .pages import ParcoursPage


class SpacePermissions(PagePermissionTester):
    """
    Members write in their space, its front page included; the space itself is the team's.

    To delete, move, copy, restrict or unpublish it, one needs a right on what is above.
    """

    def __init__(self, user, page):
        super().__init__(user, page)
        self.above = PagePermissionTester(user, page)
        if hasattr(self, "permissions"):
            held = self.permission_policy.get_cached_permissions_for_user(user)
            self.above.permissions = {
                row.permission.codename.rsplit("_", maxsplit=1)[0]
                for row in held
                if page.path.startswith(row.page.path) and row.page_id != page.pk
            }

    def can_delete(self, ignore_bulk=False):
        return self.above.can_delete(ignore_bulk)

    def can_copy(self):
        return self.above.can_copy()

    def can_unpublish(self):
        return self.above.can_unpublish()

    def can_set_view_restrictions(self):
        return self.above.can_set_view_restrictions()


class ReseauPage(BasePage):
    """The space of a partner network: who it is, and the parcours that it composes."""

    parent_page_types = ["parcours.ParcoursIndexPage"]
    subpage_types = ["parcours.ParcoursPage"]
    schema_type = "CollectionPage"

    colour = models.CharField(
        _("couleur"),
        max_length=20,
        choices=Colour,
        default=Colour.OCEAN,
        help_text=_("Celle du fil et des liens de vos parcours : chacune se lit sur fond clair et sur fond sombre."),
    )  # fmt: skip
    logo = models.ForeignKey(
        "core.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Montré à côté de votre nom, sur cette page."),
    )
    website = models.URLField(_("site du réseau"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("présentation"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["colour", "logo", "website"], heading=_("Le réseau")),
        "body",
    ]
    override_translatable_fields = [
        SynchronizedField("colour", overridable=False),
        SynchronizedField("logo"),
        SynchronizedField("website"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [
        *BasePage.api_fields,
        APIField("colour"),
        APIField("logo"),
        APIField("website"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("réseau partenaire")
        verbose_name_plural = _("réseaux partenaires")

    def permissions_for_user(self, user):
        return SpacePermissions(user, self)

    def get_context(self, request):
        rows = children_in_any_language(ParcoursPage.objects.with_totals(), self)
        return super().get_context(request) | {
            "network": self,
            "all_parcours": list(readable(rows.defer_streamfields())),
        }

    def linked_data(self, context):
        return super().linked_data(context) | {
            "hasPart": [
                linked_data.reference(page, "Course")
                for page in context["all_parcours"]
            ]
        }
