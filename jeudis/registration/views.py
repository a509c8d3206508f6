"""The form to register, and the page that a mail leads to."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import frame
from core.address_words import word
from core.guessing import is_allowed, may_write_to
from core.same_origin import readers_form
from core.saying import said, too_many

from . import desk
from .desk import Outcome
from .places import offer


@readers_form
def register(request, key):
    """One address; whoever owns it confirms."""
    jeudi, now = desk.jeudi_of(key, get_language()), timezone.now()
    if jeudi is None:
        raise Http404
    frame.for_view(request, _("S'inscrire"), "register", key=key)
    typed = request.POST.get("address", "")
    context = {
        "jeudi": jeudi,
        "offer": offer(jeudi, now),
        "typed": typed[:254],
        "is_sent": word("envoye") in request.GET,
    }
    if request.method != "POST":
        return render(request, "jeudis/registration/register.html", context)
    if context["offer"] is None or context["offer"].state != "open":
        return render(request, "jeudis/registration/register.html", context, status=409)
    if not may_write_to(request, "register", typed):
        return too_many(request)
    try:
        desk.ask(jeudi, typed, get_language(), now)
    except ValidationError as error:
        context["error"] = error.messages[0]
        return render(request, "jeudis/registration/register.html", context, status=422)
    return redirect(f"{request.path}?{word('envoye')}", permanent=False)


@readers_form
def registration(request, token):
    """
    Where the link of a mail leads: it shows, and does nothing before a button is pressed.

    Programs that follow the links of mails therefore confirm and cancel nothing. The
    button of a mail program (RFC 8058) cancels.
    """
    row, now = desk.found(token), timezone.now()
    frame.for_view(request, _("Mon inscription"), "registration", token=token)
    jeudi = desk.jeudi_of(row.jeudi_key, get_language()) if row else None
    if row is None or desk.is_expired(row, now):
        return unknown(request, jeudi)
    if request.method != "POST":
        return shown(request, row, jeudi, now)
    if "cancel" in request.POST or "List-Unsubscribe" in request.POST:
        # Never refused: whoever wants to leave leaves, even what was withdrawn.
        desk.cancel(row, now)
        return said(
            request,
            _("Inscription annulée"),
            _("Votre adresse est effacée : vous ne recevrez plus rien de ce Jeudi."),
            onward=jeudi,
        )
    if jeudi is None:
        return shown(request, row, jeudi, now, status=409)
    if not is_allowed(request, "registration", most=60, in_all=2000):
        return too_many(request)
    outcome = desk.confirm(row, jeudi, now)
    if outcome == Outcome.CONFIRMED:
        return redirect(request.path)
    if outcome == Outcome.EXPIRED:
        return unknown(request, jeudi)
    return shown(request, row, jeudi, now, status=409)


def shown(request, row, jeudi, now, status=200) -> HttpResponse:
    context = {
        "registration": row,
        "jeudi": jeudi,
        "offer": jeudi and offer(jeudi, now),
    }
    return render(
        request, "jeudis/registration/registration.html", context, status=status
    )


def unknown(request, jeudi) -> HttpResponse:
    return said(
        request,
        _("Ce lien ne vaut plus"),
        _(
            "L'inscription a été annulée, effacée après le Jeudi, ou n'a pas été confirmée dans les quarante-huit heures. Vérifiez que l'adresse est entière, ou inscrivez-vous à nouveau."
        ),
        status=404,
        onward=jeudi,
    )
