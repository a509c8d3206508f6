"""The team's side of attestations: find one by its address, revoke it, say why."""

import re
from uuid import UUID

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from parcours.models import Attestation

from . import issuing

REVOKED = "parcours.revoke"
REFERENCE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RevocationPolicy(ModelPermissionPolicy):
    """Attestations are made by learners: the team sees and revokes, nothing else."""

    def user_has_permission(self, user, action):
        return (
            action in ("view", "change")
            and user.is_active
            and user.has_perm("parcours.revoke_attestation")
        )


register_permission_policy(Attestation, RevocationPolicy(Attestation))


class AttestationFilterSet(WagtailFilterSet):
    reference = django_filters.CharFilter(
        label=_("Adresse ou référence"), method="by_reference"
    )

    class Meta:
        model = Attestation
        fields = []

    def by_reference(self, queryset, name, value):
        """Whatever holds a reference: a page's address, a file's, a line of a PDF."""
        found = REFERENCE.search(value.lower())
        return queryset.filter(uid=UUID(found[0])) if found else queryset.none()


def state(attestation) -> str:
    return _("valable") if attestation.revoked_at is None else _("révoquée")


class RevokeView(EditView):
    page_title = _("Révoquer une attestation")
    success_message = _("L'attestation %(object)s est révoquée.")

    def save_instance(self):
        issuing.revoke(self.object, self.form.cleaned_data["reason"])
        # Who revoked, and when; not which address: its learner may erase it tomorrow.
        title = str(self.object.achievement)
        log(self.object, REVOKED, user=self.request.user, title=title)
        return self.object


class AttestationViewSet(ModelViewSet):
    model = Attestation
    icon = "check"
    add_to_admin_menu = True
    menu_label = _("Attestations")
    menu_order = 230
    form_fields = ["reason"]
    edit_view_class = RevokeView
    filterset_class = AttestationFilterSet
    # Not the name: whoever revokes has no need of it, the address says which one it is.
    list_display = [
        Column("uid", label=_("Référence")),
        "achievement",
        DateColumn("issued_at", label=_("délivrée le")),
        Column("state", label=_("État"), accessor=state),
    ]
    copy_view_enabled = False
    inspect_view_enabled = False
