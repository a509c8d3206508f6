from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from parcours.models import ParcoursPage
from parcours.takeaway import views as takeaway

from .attestation.admin import REVOKED, AttestationViewSet
from .networks import hooks as _networks  # noqa: F401 (it registers its hooks)
from .packages import admin as _packages  # noqa: F401 (it registers its screens)
from .trail import trail

hooks.register("reader_trail", trail)


@hooks.register("register_admin_viewset")
def attestations():
    return AttestationViewSet("attestations")


@hooks.register("register_admin_urls")
def urls():
    return [
        path("parcours/<int:pk>/emporter/", takeaway.for_the_team, name="takeaway-team")
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def take_away(page, user, next_url=None, **told):
    if isinstance(page.specific_deferred, ParcoursPage):
        url = reverse("takeaway-team", args=[page.pk])
        yield Button(_("Emporter"), url, icon_name="download", priority=60)


@hooks.register("register_log_actions")
def log_of_a_revocation(actions):
    actions.register_action(REVOKED, _("Révoquer"), _("Attestation révoquée"))
