from datetime import timedelta

from django.contrib import messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from core.models import CheckedLink
from core.rights import MenuItemFor
from home import spaces
from home.cockpit import screens
from home.reviews import reviews_of
from jeudis import checklist
from jeudis.models import JeudiPage
from parcours.models import ReseauPage
from vademecum import reviews
from vademecum.models import ChiffreCle

MOST = 8
# Long after, nobody waits for a recording any more.
WATCHED_FOR = timedelta(days=120)


class WeekPanel(Component):
    """The team's week: the next Jeudi, what waits for a reader, what is to be checked."""

    name = "week"
    order = 50
    template_name = "home/admin/week.html"

    def get_context_data(self, parent_context):
        now = timezone.now()
        jeudis = JeudiPage.objects.filter(locale__language_code="fr")
        recent = jeudis.filter(
            live=True, starts_at__range=(now - WATCHED_FOR, now)
        ).defer_streamfields()
        jeudis = jeudis.filter(starts_at__gt=now).order_by("starts_at")
        today, user = timezone.localdate(now), parent_context["request"].user
        late, soon = reviews.overdue(today), reviews.due_soon(today)
        drafts = Page.objects.filter(has_unpublished_changes=True)
        return {
            "request": parent_context["request"],
            "next_jeudi": jeudis.first(),
            "after": checklist.after(recent, now)[:MOST],
            "waiting": TaskState.objects.filter(
                status=TaskState.STATUS_IN_PROGRESS
            ).select_related("revision", "workflow_state__requested_by")[:MOST],
            "drafts": drafts.order_by("-latest_revision_created_at")[:MOST],
            "late": reviews_of(late[:MOST], today, user),
            "late_count": late.count(),
            "figures_url": reverse(ChiffreCle.snippet_viewset.get_url_name("list")),
            "soon": reviews_of(soon[:MOST], today, user),
            "silent_links": CheckedLink.objects.filter(
                dead_since__isnull=False
            ).count(),
        }


@hooks.register("construct_homepage_panels")
def show_the_week_first(request, panels):
    # A network has facts to read and none to write: the week is not its own.
    if request.user.has_perm("vademecum.change_chiffrecle"):
        panels.insert(0, WeekPanel())


@hooks.register("register_admin_urls")
def cockpit_screens():
    return screens.urlpatterns


@hooks.register("register_admin_menu_item")
def cockpit_menu_item():
    return MenuItemFor(
        lambda user: user.has_perm(screens.NEEDED),
        _("Tableau de bord"),
        reverse("cockpit"),
        name="cockpit",
        icon_name="knot",
        order=50,
    )


@hooks.register("after_create_page")
def open_the_space_of_a_network(request, page):
    """A new network has its group at once; an administrator then says who is in it."""
    if isinstance(page, ReseauPage):
        group = spaces.open_space(page)
        messages.info(request, _("L'espace est ouvert. Pour y faire entrer quelqu'un, un administrateur lui donne le groupe « %(group)s », dans Comptes.") % {"group": group.name})  # fmt: skip


@hooks.register("insert_global_admin_css")
def our_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def no_guide_but_ours(request, items):
    """Those of Wagtail are in English, about what our editors may not do."""
    items[:] = [item for item in items if not item.url.startswith("https:")]
