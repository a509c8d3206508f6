from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from core.rights import MenuItemFor

from . import screens
from .models import IssuePage


@hooks.register("register_admin_urls")
def letter_screens():
    return screens.urlpatterns


@hooks.register("register_admin_menu_item")
def letter_menu_item():
    return MenuItemFor(
        screens.may_open,
        _("La lettre"),
        reverse("letters"),
        name="letters",
        icon_name="mail",
        order=207,
    )


@hooks.register("register_page_header_buttons")
def send_the_issue(page, user, view_name, next_url=None):
    if isinstance(page, IssuePage) and user.has_perm(screens.NEEDED):
        yield Button(
            _("Essayer, envoyer"),
            screens.url_of(page),
            icon_name="mail",
            priority=26,
        )


@hooks.register("register_log_actions")
def log_sendings(actions):
    actions.register_action(screens.SENT, _("Envoyer la lettre"), _("Lettre envoyée"))
    actions.register_action(screens.STOPPED, _("Arrêter l'envoi"), _("Envoi arrêté"))
