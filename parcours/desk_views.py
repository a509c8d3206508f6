"""
« Mon parcours »: where a learner is, the days they gave themselves, their new versions.

Pages stay the same for everybody; what belongs to one learner is here.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import calendars, frame
from core.address_words import word
from core.same_origin import readers_form
from core.years import validate_year

from . import groups, outbox, progress
from .attestation import issuing
from .desk import Desk, gather
from .learner_cookie import current_learner, even_if_merged, own_learner
from .models import Learner
from .refusals import refused
from .sent_forms import by_form_only


@never_cache
@require_GET
def desk(request):
    """« Mon parcours »: where to resume, what is done, why, what was written."""
    frame.for_view(request, _("Mon parcours"), "desk")
    learner = current_learner(request)
    found = gather(
        list(learner.events.all()) if learner else [],
        issuing.of_learner(learner) if learner else (),
    )
    context = {
        "learner": learner,
        "desk": found,
        "is_first": word("premier") in request.GET,
        "groups": groups.of(learner, timezone.localdate()) if learner else [],
        "has_code": learner is not None and learner.has_code,
        "are_attested": issuing.are_offered(),
        "store": outbox.choice(learner) if learner else None,
    }
    return render(request, "parcours/desk.html", context)


def own_desk(request) -> tuple[Learner, Desk]:
    learner = own_learner(request)
    return learner, gather(list(learner.events.all()))


@readers_form
@even_if_merged
def upgrade(request, key):
    """What a parcours asks now, what it would change for the learner, and their choice."""
    learner, found = own_desk(request)
    item = next((each for each in found.begun if each.key == key), None)
    if item is None:
        raise Http404
    frame.for_view(request, _("Nouvelle version"), "upgrade", key=key)
    if item.after is None:
        return redirect("desk")
    # What was read is what is chosen: it may have changed again in between.
    is_read = request.POST.get("asks") == item.current.asks
    if request.method == "POST" and is_read:
        progress.upgrade(learner, item.current)
        return redirect(f"{frame.address('desk', get_language())}#parcours-{key}")
    status = 409 if request.method == "POST" else 200
    context = {"item": item, "is_new_again": status == 409}
    return render(request, "parcours/upgrade.html", context, status=status)


@by_form_only
@even_if_merged
def deadline(request):
    """Give oneself a day for a parcours or an étape of it, or take it back."""
    learner, found = own_desk(request)
    places = {str(item.key): {"parcours": item.key} for item in found.begun}
    for item in found.begun:
        for step in item.steps:
            key = step.state.etape.key
            places[str(key)] = {"etape": key}
    place = places.get(request.POST.get("for", ""))
    if place is None:
        raise Http404
    on = None
    if "remove" not in request.POST:
        try:
            on = date.fromisoformat(request.POST.get("on", ""))
            validate_year(on)
        except (ValueError, ValidationError):
            message = _("Choisissez un jour, par exemple 2026-12-15.")
            return refused(request, _("Cette date n'existe pas"), message, 422)
    progress.set_deadline(learner, on, **place)
    return redirect(f"{frame.address('desk', get_language())}#echeances")


def as_file(response, name: str):
    """An answer that a browser keeps, under a name in the reader's language."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_GET
def deadlines(request):
    """One's own deadlines, for one's own calendar: whole days."""
    learner, found = own_desk(request)
    at = {key: event.at for key, (_day, event) in progress.deadlines(learner.events.all()).items()}  # fmt: skip
    desk_url = frame.address("desk", get_language())
    occasions = [
        calendars.Occasion(
            key=str(key),
            title=title,
            path=desk_url,
            summary="",
            starts=day,
            ends=day,
            updated_at=at[key],
        )
        for key, day, title in found.deadlines
    ]
    response = calendars.answer(
        request, _("Mes échéances"), occasions, language=get_language()
    )
    return as_file(response, _("mes-echeances.ics"))


@never_cache
@require_GET
def state(request):
    """The étapes a learner has done, for the ticks that a script puts on a parcours."""
    learner = current_learner(request)
    events = list(learner.events.all()) if learner else []
    states = [
        progress.read(parcours, events, known)
        for parcours, known in progress.stored_versions(events).items()
    ]
    return JsonResponse(
        {
            "keeps": learner is not None,
            "done": [str(key) for state in states for key in state.done],
            "marked": [str(event.etape) for event in events if event.kind == "done"],
        }
    )
