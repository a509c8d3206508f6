from datetime import timedelta

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from jeudis.models import JeudiPage
from vademecum.models import ChiffreCle

SOON = timedelta(days=30)
MOST = 8


class WeekPanel(Component):
    """The team's week: the next Jeudi, what waits for a reader, what is to be checked."""

    name = "week"
    order = 50
    template_name = "home/admin/week.html"

    def get_context_data(self, parent_context):
        now = timezone.now()
        jeudis = JeudiPage.objects.filter(
            locale__language_code="fr", starts_at__gt=now
        ).order_by("starts_at")
        figures = ChiffreCle.objects.sources().filter(review_on__lte=now.date() + SOON)
        drafts = Page.objects.filter(has_unpublished_changes=True)
        return {
            "request": parent_context["request"],
            "next_jeudi": jeudis.first(),
            "waiting": TaskState.objects.filter(
                status=TaskState.STATUS_IN_PROGRESS
            ).select_related("revision", "workflow_state__requested_by")[:MOST],
            "drafts": drafts.order_by("-latest_revision_created_at")[:MOST],
            "draft_count": drafts.count(),
            "figures": figures.order_by("review_on")[:MOST],
            "today": now.date(),
        }


@hooks.register("construct_homepage_panels")
def show_the_week_first(request, panels):
    panels.insert(0, WeekPanel())


@hooks.register("insert_global_admin_css")
def our_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
