"""
What a learner does: answer, mark an étape, see their desk, take their data, erase it.

Pages stay the same for everybody; what belongs to one learner is here, behind one
first-party cookie that is set the first time they ask to keep something.
"""

import re

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from core import frame
from core.listings import public, readable
from core.same_origin import same_origin_only

from . import answers, attempts, progress
from .models import EtapePage, Learner, ParcoursPage

COOKIE = "apprenant"
KEY = re.compile(r"[\w-]{10,40}", re.ASCII)
A_YEAR = 365 * 24 * 3600


def current_learner(request) -> Learner | None:
    key = request.COOKIES.get(COOKIE, "")
    if not KEY.fullmatch(key):  # a forged one may hold what no database reads
        return None
    return Learner.objects.filter(key=key).first()


def remember(response, request, learner: Learner):
    response.set_cookie(
        COOKIE,
        learner.key,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def live_etape(pk: int) -> EtapePage:
    # `id`, not `pk`: Django answers « none » for a number that no column can hold.
    etape = (
        public(EtapePage.objects.live()).select_related("locale").filter(id=pk).first()
    )
    if etape is None:
        raise Http404
    return etape


@never_cache
@csrf_exempt  # readers hold no session: `same_origin_only` refuses forms of other sites
@require_POST
@same_origin_only
def mark(request, pk):
    """« J'ai fait cette étape »: the first mark makes the learner."""
    etape = live_etape(pk)
    learner = current_learner(request) or Learner.objects.create()
    progress.mark_done(learner, etape.translation_key)
    response = redirect(f"{frame.address('desk', get_language())}#etape-{etape.pk}")
    return remember(response, request, learner)


@never_cache
@csrf_exempt  # as above
@require_POST
@same_origin_only
def answer(request, pk, block):
    """
    Correct a question, or keep what was written.

    A question is corrected without keeping anything of somebody who keeps nothing.
    """
    etape = live_etape(pk)
    activity = answers.activity(etape, str(block))
    if activity is None:
        raise Http404
    given, errors = answers.read(activity, request.POST)
    learner = current_learner(request)
    keeps = learner is not None or "keep" in request.POST
    attempt = None
    if keeps and not errors:
        learner = learner or Learner.objects.create()
    if answers.is_question(activity) and not errors:
        attempt = attempts.attempt(learner, etape, activity, given)
    elif keeps and not errors:
        progress.keep_answer(learner, etape.translation_key, str(block), given)
    around = frame.for_view(request, _("Votre réponse"), "answer", pk=pk, block=block)
    around.addresses = {}
    context = {
        "etape": etape,
        "activity": activity,
        "given": given,
        "errors": errors,
        "attempt": attempt,
        "is_kept": attempt.is_kept if attempt else keeps and not errors,
    }
    template = "parcours/answer.html"
    if request.headers.get("X-Fragment"):
        template = "parcours/answer_fragment.html"
    response = render(request, template, context, status=422 if errors else 200)
    return remember(response, request, learner) if keeps and learner else response


@never_cache
@require_GET
def desk(request):
    """« Mon parcours »: where to resume, what is done, what was written."""
    frame.for_view(request, _("Mon parcours"), "desk")
    learner = current_learner(request)
    events = list(learner.events.all()) if learner else []
    return render(
        request, "parcours/desk.html", {"learner": learner} | overview(events)
    )


def overview(events: list) -> dict:
    """
    All parcours begun, the one touched last first, and where to resume.

    Three statements whatever their number.
    """
    all_parcours = list(readable(ParcoursPage.objects.with_totals()))
    etapes = list(readable(EtapePage.objects.all())) if events else []
    begun, waiting = [], []
    touched = {event.etape: place for place, event in enumerate(events)}
    for parcours in all_parcours:
        own = [etape for etape in etapes if etape.path.startswith(parcours.path)]
        by_key = {etape.translation_key: etape for etape in own}
        if not touched.keys() & by_key.keys():
            waiting.append(parcours)
            continue
        state = progress.progress(events, list(by_key))
        begun.append(
            {
                "parcours": parcours,
                "progress": state,
                "latest": max(touched.get(key, -1) for key in by_key),
                "next": by_key.get(state.next),
                "etapes": [
                    {"etape": etape, "is_done": key in state.done}
                    for key, etape in by_key.items()
                ],
            }
        )
    begun.sort(key=lambda item: item["latest"], reverse=True)
    return {
        "begun": begun,
        "resume": next((item for item in begun if item["next"]), None),
        "waiting": waiting,
        "notebook": answers.notebook(progress.answers(events), etapes),
    }


@never_cache
@require_GET
def state(request):
    """The étapes a learner has done, for the ticks that a script puts on a parcours."""
    learner = current_learner(request)
    done = (
        learner.events.filter(kind="done").values_list("etape", flat=True)
        if learner
        else []
    )
    return JsonResponse({"done": [str(key) for key in done]})


@never_cache
@require_GET
def export(request):
    """Everything that the site keeps of a learner, as JSON."""
    learner = current_learner(request)
    events = learner.events.all() if learner else []
    data = {
        "format": "faire-alliance/apprenant/1",
        "created_at": learner.created_at if learner else None,
        "events": [
            {
                "kind": event.kind,
                "etape": event.etape,
                "block": event.block,
                "payload": event.payload,
                "at": event.at,
            }
            for event in events
        ],
    }
    response = JsonResponse(
        data, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mon-parcours.json"'
    return response


@never_cache
@csrf_exempt  # as above
@require_POST
@same_origin_only
def erase(request):
    """Two clicks: the first asks, the second erases everything and the cookie with it."""
    if "sure" not in request.POST:
        frame.for_view(request, _("Effacer mon parcours"), "desk")
        return render(request, "parcours/erase.html")
    if (learner := current_learner(request)) is not None:
        progress.erase(learner)
    response: HttpResponse = redirect("desk")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
