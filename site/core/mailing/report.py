"""The mails that did not leave, for the team."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core.models import OutgoingMail
from core.rights import NeedsRightMixin

State = OutgoingMail.State
NEEDED = "core.view_outgoingmail"


class UndeliveredView(NeedsRightMixin, ReportView):
    """Refused, doubtful, too late; and what waits after a refusal."""

    needed = NEEDED
    page_title = _("Courriels non remis")
    header_icon = "mail"
    index_url_name = "undelivered_mails"
    index_results_url_name = "undelivered_mails_results"
    default_ordering = "-created_at"
    columns = [
        Column("created_at", label=_("Écrit le")),
        Column("purpose", label=_("Objet")),
        Column("to", label=_("À")),
        Column("state", label=_("État"), accessor="get_state_display"),
        Column("reason", label=_("Raison")),
    ]
    list_export = []

    def get_queryset(self):
        refused = OutgoingMail.objects.filter(
            state__in=(State.REFUSED, State.DOUBTFUL, State.LATE)
        )
        waiting = OutgoingMail.objects.filter(state=State.WAITING, tries__gt=0)
        return (refused | waiting).order_by("-created_at")
