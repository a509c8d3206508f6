from wagtail import hooks

from .attestation_admin import AttestationViewSet
from .trail import trail

hooks.register("reader_trail", trail)


@hooks.register("register_admin_viewset")
def attestations():
    return AttestationViewSet("attestations")
