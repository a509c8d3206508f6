from django.contrib import messages
from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from . import page_screens, parution_screens, redirect_screens, translation_screens
from .drafts import screens as drafts
from .links import report as links
from .mailing import report
from .models import Organisation, Person, Record
from .rich_text import LocalisedPageLink
from .rights import MenuItemFor
from .snippets import RecordViewSet


@hooks.register("register_rich_text_features", order=10)
def link_pages_in_the_readers_language(features):
    features.register_link_type(LocalisedPageLink)


@hooks.register("register_icons")
def our_icons(icons):
    names = [
        "knot",
        "knot-book",
        "knot-path",
        "knot-thursday",
        "knot-news",
        "knot-figure",
    ]
    return [*icons, *(f"icons/{name}.svg" for name in names)]


@hooks.register("register_admin_viewset", order=1)  # in the stead of Wagtail's
def screens_of_pages():
    return page_screens.PagesViewSet()


for action in page_screens.BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=1)  # likewise


@hooks.register("insert_global_admin_js")
def send_a_form_once():
    return format_html(
        '<script type="module" src="{}"></script>', static("js/admin/once.js")
    )


class PersonViewSet(RecordViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", "organisation", UpdatedAtColumn()]


class OrganisationViewSet(RecordViewSet):
    model = Organisation
    icon = "group"
    list_display = ["name", "acronym", UpdatedAtColumn()]


class DirectoryGroup(SnippetViewSetGroup):
    items = (PersonViewSet, OrganisationViewSet)
    menu_label = gettext_lazy("Personnes")
    menu_icon = "group"
    menu_order = 220


register_snippet(DirectoryGroup)


register_snippet(parution_screens.ParutionViewSet)


@hooks.register("register_admin_urls")
def parution_urls():
    return parution_screens.urlpatterns


@hooks.register("register_page_header_buttons")
def put_a_page_in_a_parution(page, user, view_name, next_url=None):
    yield from parution_screens.buttons(page, user)


@hooks.register("register_admin_urls", order=-1)
def translation_urls():
    return translation_screens.urlpatterns


@hooks.register("register_admin_urls", order=-1)
def redirect_urls():
    return redirect_screens.urlpatterns


@hooks.register("register_admin_urls")
def draft_urls():
    return drafts.urlpatterns


@hooks.register("register_page_header_buttons")
def show_a_draft_to_somebody(page, user, view_name, next_url=None):
    yield from drafts.buttons(page, user)


@hooks.register("register_snippet_listing_buttons")
def put_a_record_in_a_parution(snippet, user, next_url=None):
    if isinstance(snippet, Record):
        yield from parution_screens.buttons(snippet, user)


@hooks.register("construct_homepage_panels")
def show_the_next_parutions(request, panels):
    if request.user.has_perm(parution_screens.NEEDED):
        panels.append(parution_screens.ParutionsPanel())


@hooks.register("before_delete_snippet")
def keep_cited_records(request, instances):
    """A cited fact is not deleted: the editor is shown who cites it."""
    for record in instances:
        if isinstance(record, Record) and (count := record.citations().count()):
            messages.error(
                request,
                _(
                    "« %(record)s » est cité %(count)s fois : retirez d'abord ces "
                    "citations, listées ci-dessous."
                )
                % {"record": record, "count": count},
            )
            viewset = record.snippet_viewset
            return redirect(viewset.get_url_name("usage"), record.pk)


@hooks.register("register_admin_urls")
def report_undelivered_mails():
    view = report.UndeliveredView
    return [
        path("reports/courriels/", view.as_view(), name="undelivered_mails"),
        path("reports/courriels/results/", view.as_view(results_only=True), name="undelivered_mails_results"),
    ]  # fmt: skip


@hooks.register("register_reports_menu_item")
def undelivered_menu_item():
    return MenuItemFor(
        lambda user: user.has_perm(report.NEEDED),
        gettext_lazy("Courriels non remis"),
        reverse("undelivered_mails"),
        name="undelivered-mails",
        icon_name="mail",
        order=800,
    )


@hooks.register("register_admin_urls")
def report_links():
    return links.urlpatterns


@hooks.register("register_reports_menu_item")
def links_menu_item():
    return MenuItemFor(
        lambda user: user.has_perm(links.NEEDED),
        gettext_lazy("Liens vers d'autres sites"),
        reverse("checked_links"),
        name="checked-links",
        icon_name="link-external",
        order=805,
    )


@hooks.register("register_permissions")
def rights_of_the_reports():
    names = ("view_outgoingmail", "view_checkedlink")
    return Permission.objects.filter(content_type__app_label="core", codename__in=names)
