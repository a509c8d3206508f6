from wagtail import hooks

from .attestation_admin import AttestationViewSet


@hooks.register("register_admin_viewset")
def attestations():
    return AttestationViewSet("attestations")
