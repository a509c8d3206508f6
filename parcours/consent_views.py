"""The choice of a learner: what they do goes to the learning record store too, or not."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language

from core import frame

from . import outbox
from .learner_cookie import even_if_merged, own_learner
from .sent_forms import by_form_only


@by_form_only
@even_if_merged
def choose(request):
    """« Oui, envoyer » or « ne plus envoyer »; nobody says yes to a store that isn't there."""
    learner = own_learner(request)
    if "yes" in request.POST:
        if not outbox.is_open():
            raise Http404
        outbox.consent(learner)
    else:
        outbox.withdraw(learner)
    return redirect(f"{frame.address('desk', get_language())}#envoi")
