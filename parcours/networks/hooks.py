from django.contrib import messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.widgets import Button

from core.rights import MenuItemFor
from parcours.models import Borrowing, EtapePage, ParcoursPage, ReseauPage

from . import borrowing, views
from .home_panel import SpacesPanel, spaces_of


@hooks.register("register_admin_urls")
def network_screens():
    return views.urlpatterns


@hooks.register("insert_global_admin_css")
def colours_of_a_comparison():
    return format_html(
        '<link rel="stylesheet" href="{}">', static("css/comparison.css")
    )


@hooks.register("construct_homepage_panels")
def show_networks_their_spaces(request, panels):
    if spaces := spaces_of(request.user):
        panels.insert(0, SpacesPanel(spaces))


@hooks.register("register_reports_menu_item")
def reuse_menu_item():
    return MenuItemFor(
        borrowing.is_of_the_team,
        _("Réemplois des étapes"),
        reverse("reuse_report"),
        icon_name="group",
        order=1200,
    )


def screen_of(page, user) -> tuple[str, str] | None:
    """What a network may do with a page of its space, and where."""
    name = ""
    if isinstance(page, ParcoursPage) and borrowing.network_of(page):
        name = borrowing.may_borrow(user, page) and "borrow_etapes"
    elif isinstance(page, EtapePage) and hasattr(page, "borrowing"):
        name = borrowing.may_decide(user, page) and "compare_etape"
    labels = {
        "borrow_etapes": _("Emprunter des étapes"),
        "compare_etape": _("Comparer avec la source"),
    }
    return (labels[name], reverse(name, args=[page.pk])) if name else None


@hooks.register("register_page_header_buttons")
def button_of_a_page(page, user, view_name, next_url=None):
    if found := screen_of(page.specific, user):
        label, url = found
        yield Button(label, url, icon_name="copy", priority=5)


@hooks.register("before_delete_page")
def say_who_borrowed(request, page):
    """A source may go: the copies stay, and say that it is gone."""
    if request.method == "POST" or not isinstance(page.specific, (EtapePage, ParcoursPage)):  # fmt: skip
        return
    keys = EtapePage.objects.descendant_of(page, inclusive=True)
    rows = Borrowing.objects.filter(source__in=keys.values("translation_key"))
    if count := rows.exclude(etape__path__startswith=page.path).count():
        told = ngettext("Un réseau a emprunté %(count)s étape d'ici : sa copie restera, et dira que la source n'existe plus.", "Des réseaux ont emprunté %(count)s étapes d'ici : leurs copies resteront, et diront que la source n'existe plus.", count)  # fmt: skip
        messages.warning(request, told % {"count": count})


@hooks.register("after_copy_page")
def keep_the_source_of_copies(request, page, new_page):
    """A copy of a borrowed étape is borrowed too: its source is still to be cited."""
    old = EtapePage.objects.descendant_of(page, inclusive=True).order_by("path")
    new = EtapePage.objects.descendant_of(new_page, inclusive=True).order_by("path")
    if not isinstance(page.specific, ReseauPage) and len(old) == len(new):
        borrowing.cite_again(list(zip(old, new, strict=True)))


@hooks.register("register_log_actions")
def logs_of_networks(actions):
    actions.register_action(borrowing.BORROWED, _("Emprunter une étape"), _("Étape empruntée"))  # fmt: skip
    actions.register_action(borrowing.COMPARED, _("Comparer avec la source"), _("Changements de la source pris ou adaptés"))  # fmt: skip
