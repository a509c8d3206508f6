"""One learner on several devices: make a code, open one, sign in by a code by mail."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import frame
from core.guessing import is_allowed
from core.same_origin import readers_form

from . import codes, devices, groups, paper
from .desk import gather
from .learner_cookie import current_learner, even_if_merged, own_learner, remember
from .refusals import too_many
from .sent_forms import by_form_only

log = logging.getLogger(__name__)


def arrived(request, learner, key):
    """Back on the desk, with all that was brought together."""
    return remember(redirect("desk"), request, learner, key)


# --- Codes ------------------------------------------------------------------------


@by_form_only
@even_if_merged
def new_code(request):
    """A code to type elsewhere, and its drawing to scan: shown now, and only now."""
    learner = own_learner(request)
    code = devices.new_code(learner)
    frame.for_view(request, _("Mon code"), "desk")
    address = request.build_absolute_uri(frame.address("code", get_language()))
    context = {
        "code": code,
        "drawing": paper.drawing(f"{address}?code={code}", margin=4),
        "days": devices.CODE_LASTS.days,
        "address": address,
    }
    return render(request, "parcours/new_code.html", context)


@by_form_only
@even_if_merged
def revoke_code(request):
    learner = own_learner(request)
    devices.revoke(learner)
    return redirect(f"{frame.address('desk', get_language())}#appareils")


@readers_form
@even_if_merged
def code(request):
    """« Saisir un code »: what it opens is said, then brought here if one confirms."""
    typed = request.POST.get("code") or request.GET.get("code", "")
    typed = typed[:60].replace("\x00", "")
    around = frame.for_view(request, _("Saisir un code"), "code")
    context = {"typed": typed}
    if request.method != "POST":
        return render(request, "parcours/code.html", context)
    if group := codes.read(typed, groups.CODE_LENGTH):
        return redirect("group", code=codes.grouped(group, 3))
    read = devices.read_code(typed)
    if read is None:
        context["error"] = _(
            "Ce n'est pas un code : un code personnel a trois groupes de quatre lettres ou chiffres, celui d'un groupe trois groupes de trois. Vérifiez chaque caractère."
        )
        return render(request, "parcours/code.html", context, status=422)
    if not is_allowed(request, "code", most=10, in_all=300):
        return too_many(request)
    found = devices.opened_by(read)
    if found is None:
        context["error"] = _(
            "Ce code n'ouvre rien : il a expiré, il a été remplacé ou annulé. Demandez-en un nouveau sur l'autre appareil, dans « Mon parcours »."
        )
        return render(request, "parcours/code.html", context, status=404)
    here = current_learner(request)
    if "sure" in request.POST:
        return arrived(request, *devices.open_here(found, here))
    context |= {
        "there": gather(list(found.events.all())),
        "here": gather(list(here.events.all())) if here and here != found else None,
        "is_same": here == found,
    }
    around.title = _("Réunir")
    return render(request, "parcours/code.html", context)


# --- Addresses --------------------------------------------------------------------


@readers_form
@even_if_merged
def mail(request):
    """An address, then the code that it received: no password, nothing kept in clear."""
    frame.for_view(request, _("Par courriel"), "mail")
    address = request.POST.get("address", "").strip()[:254]
    context = {"address": address}
    if request.method != "POST":
        return render(request, "parcours/mail.html", context)
    try:
        validate_email(address)
    except ValidationError:
        context["error"] = _(
            "Écrivez une adresse complète, par exemple nom@exemple.fr."
        )
        return render(request, "parcours/mail.html", context, status=422)
    if "code" in request.POST:
        return confirm_mail(request, context)
    reader = is_allowed(request, "mail", most=5, in_all=200)
    # One address is not flooded, whoever asks.
    here = devices.seal_address(address)[:32]
    if not reader or not is_allowed(request, f"mail-{here}", most=3, in_all=3):
        return enough_mails(request, context)
    return send_code(request, context)


def send_code(request, context):
    sent = devices.new_mail_code(context["address"])
    body = render_to_string("parcours/mail_code.txt", {"code": sent})
    subject = _("%(code)s : votre code pour « Mon parcours »") % {"code": sent}
    message = EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [context["address"]]
    )
    try:
        message.send(
            using="server"
        )  # whoever waits for it is told at once if it cannot leave
    except (OSError, SMTPException):
        log.exception("A sign-in code could not be sent")
        context["error"] = _(
            "Le courriel n'a pas pu partir. Essayez dans quelques minutes, ou prenez un code à recopier."
        )
        return render(request, "parcours/mail.html", context, status=503)
    return render(request, "parcours/mail.html", context | {"is_sent": True})


def enough_mails(request, context):
    """No more codes for a while; whoever received one still types it."""
    context |= {"is_sent": True, "is_enough": True}
    response = render(request, "parcours/mail.html", context, status=429)
    response["Retry-After"] = "600"
    return response


def confirm_mail(request, context):
    if not is_allowed(request, "mail-code", most=20, in_all=600):
        return too_many(request)
    typed = "".join(filter(str.isascii, request.POST["code"][:30]))
    typed = "".join(filter(str.isdigit, typed))
    found = devices.confirm(context["address"], typed, current_learner(request))
    if found is None:
        context |= {
            "is_sent": True,
            "error": _(
                "Ce code ne convient pas, ou ne vaut plus : il dure dix minutes et cinq essais. Recopiez le dernier reçu, ou demandez-en un autre."
            ),
        }
        return render(request, "parcours/mail.html", context, status=422)
    return arrived(request, *found)
