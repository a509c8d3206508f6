"""What the site leads to outside, what answered last, and where it is cited."""

import django_filters
from django.conf import settings
from django.db.models import F
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core import moments
from core.models import CheckedLink
from core.rights import NeedsRightMixin

NEEDED = "core.view_checkedlink"


class StateFilter(django_filters.ChoiceFilter):
    STATES = {
        "dead": {"dead_since__isnull": False},
        "doubtful": {"dead_since": None, "failures__gt": 0},
        "waiting": {"checked_at": None},
    }

    def filter(self, queryset, value):
        return queryset.filter(**self.STATES.get(value, {}))


class LinkFilterSet(WagtailFilterSet):
    state = StateFilter(
        label=_("État"),
        choices=[
            ("dead", _("muettes")),
            ("doubtful", _("sans réponse la dernière fois")),
            ("waiting", _("pas encore demandées")),
        ],
        empty_label=_("Toutes"),
    )

    class Meta:
        model = CheckedLink
        fields = []


class AddressColumn(Column):
    cell_template_name = "core/admin/link_address.html"


class DayColumn(Column):
    def get_value(self, instance):
        at = getattr(instance, self.name)
        return moments.day(timezone.localdate(at)) if at else ""


class PlacesColumn(Column):
    """The pages and records that lead there, each where one mends it."""

    cell_template_name = "core/admin/link_places.html"

    def get_value(self, instance):
        return [place.thing for place in instance.places.all() if place.thing]

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        urls = AdminURLFinder(parent_context["request"].user)
        things = context["value"]
        return context | {
            "places": [
                (thing, kind_of(thing), urls.get_edit_url(thing)) for thing in things
            ]
        }


def kind_of(thing) -> str:
    """What it is, and its language if it is a translation: both have one title at times."""
    kind, language = thing._meta.verbose_name, thing.locale.language_code
    if language == settings.LANGUAGE_CODE:
        return kind
    return f"{kind}, {get_language_info(language)['name_translated'].lower()}"


class LinksView(NeedsRightMixin, ReportView):
    needed = NEEDED
    page_title = _("Liens vers d'autres sites")
    header_icon = "link-external"
    index_url_name = "checked_links"
    index_results_url_name = "checked_links_results"
    results_template_name = "core/admin/links_results.html"
    filterset_class = LinkFilterSet
    columns = [
        AddressColumn("url", label=_("Adresse")),
        Column("reason", label=_("Réponse")),
        DayColumn("checked_at", label=_("Demandée le")),
        DayColumn("dead_since", label=_("Muette depuis")),
        PlacesColumn("places", label=_("Où")),
    ]
    list_export = ["url", "reason", "checked_at", "dead_since"]
    export_filename = "liens"

    def get_queryset(self):
        """Those that are silent first."""
        links = CheckedLink.objects.prefetch_related("places__thing__locale")
        silent_first = F("dead_since").asc(nulls_last=True)
        return links.order_by(silent_first, "-failures", "url")


urlpatterns = [
    path("reports/liens/", LinksView.as_view(), name="checked_links"),
    path("reports/liens/results/", LinksView.as_view(results_only=True), name="checked_links_results"),
]  # fmt: skip
