"""The form to receive the letter, and the page that its mails lead to."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import frame
from core.address_words import word
from core.guessing import is_allowed, may_write_to
from core.mailing import addresses
from core.same_origin import readers_form
from core.saying import said, too_many

from . import subscribing
from .choices import Choices


@readers_form
def subscribe(request):
    """One address and some cells of the grid; whoever owns the address confirms."""
    frame.for_view(request, _("Recevoir la lettre"), "subscribe")
    typed = request.POST.get("address", "")
    context = {
        "typed": typed[:254],
        "rows": Choices.asked(request.GET).rows(),
        "is_sent": word("envoye") in request.GET,
    }
    if request.method != "POST":
        return render(request, "newsletter/subscribe.html", context)
    errors, choices = {}, Choices()
    try:
        choices = Choices.read(request.POST.getlist("cell"))
    except ValidationError as error:
        errors["cell"] = error.messages[0]
    try:
        addresses.read(typed)
    except ValidationError as error:
        errors["address"] = error.messages[0]
    if errors:
        context |= {"errors": errors, "rows": choices.rows()}
        return render(request, "newsletter/subscribe.html", context, status=422)
    if not may_write_to(request, "subscribe", typed):
        return too_many(request, onward=way_back())
    subscribing.ask(typed, choices, get_language(), timezone.now())
    return redirect(f"{request.path}?{word('envoye')}", permanent=False)


@readers_form
def subscription(request, token):
    """
    Where the links of mails lead: it shows, and does nothing before a button is pressed.

    The button of a mail program (RFC 8058) posts here, and unsubscribes at once.
    """
    row, now = subscribing.found(token), timezone.now()
    frame.for_view(request, _("Mon abonnement"), "subscription", token=token)
    if row is None or subscribing.is_expired(row, now):
        return unknown(request)
    context = {
        "subscriber": row,
        "rows": row.choices.rows(),
        "languages": settings.LANGUAGES,
        "language": row.language,
        "is_saved": word("enregistre") in request.GET,
    }
    if request.method != "POST":
        return render(request, "newsletter/subscription.html", context)
    if "leave" in request.POST or "List-Unsubscribe" in request.POST:
        # Never refused: whoever wants to leave leaves.
        subscribing.leave(row, now)
        return said(
            request,
            _("C'est fait"),
            _("Votre adresse est effacée : vous ne recevrez plus la lettre."),
            onward=way_back(),
        )
    if not is_allowed(request, "subscription", most=60, in_all=2000):
        return too_many(request, onward=way_back())
    return change(request, row, context, now)


def change(request, row, context: dict, now) -> HttpResponse:
    """Keep other choices, and say so in the language that was chosen."""
    language = request.POST.get("language", row.language)
    if language not in dict(settings.LANGUAGES):
        language = row.language
    try:
        choices = Choices.read(request.POST.getlist("cell"))
    except ValidationError as error:
        context |= {
            "rows": Choices().rows(),
            "language": language,
            "errors": {"cell": error.messages[0]},
        }
        return render(request, "newsletter/subscription.html", context, status=422)
    if not subscribing.choose(row, choices, language, now):
        return unknown(request)
    path = frame.address("subscription", language, token=row.token)
    return redirect(f"{path}?{word('enregistre', language)}")


def unknown(request) -> HttpResponse:
    return said(
        request,
        _("Ce lien ne vaut plus"),
        _(
            "L'abonnement a été quitté, ou n'a pas été confirmé dans les quarante-huit heures. Vérifiez que l'adresse est entière, ou abonnez-vous à nouveau."
        ),
        status=404,
        onward=way_back(),
    )


def way_back() -> frame.Link:
    return frame.Link(
        _("Recevoir la lettre"), frame.address("subscribe", get_language())
    )
