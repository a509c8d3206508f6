"""What the site keeps of a learner: they read it, take it along, erase it."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import frame

from . import groups, outbox, progress
from .attestation import issuing
from .desk import gather
from .desk_views import as_file, own_desk
from .learner_cookie import current_learner, even_if_merged, forget
from .own_data import lines
from .sent_forms import by_form_only


def nothing_kept(request):
    """The answer to who asks what is kept of them, when nothing is."""
    context = {"title": frame.of(request).title}
    return render(request, "parcours/nothing_kept.html", context)


@never_cache
@require_GET
def notebook(request):
    """One's answers and reflections as a document: a page that prints."""
    frame.for_view(request, _("Mon carnet"), "notebook")
    learner = current_learner(request)
    if learner is None:
        return nothing_kept(request)
    found = gather(list(learner.events.all()))
    return render(request, "parcours/notebook.html", {"notebook": found.notebook})


@never_cache
@require_GET
def notebook_text(request):
    """The same document as plain text, in Markdown."""
    _learner, found = own_desk(request)
    response = render(
        request,
        "parcours/notebook.md",
        {"notebook": found.notebook},
        content_type="text/markdown; charset=utf-8",
    )
    return as_file(response, _("mon-carnet.md"))


@never_cache
@require_GET
def own_data(request):
    """Everything that the site keeps of a learner, in words."""
    frame.for_view(request, _("Mes données"), "own-data")
    learner = current_learner(request)
    if learner is None:
        return nothing_kept(request)
    found = gather(list(learner.events.all()))
    titles = {}
    for item in found.begun:
        titles[item.key] = item.title
        titles |= {step.state.etape.key: step.title for step in item.steps}
    context = {
        "learner": learner,
        "devices": 1 + learner.keys.count(),
        "addresses": learner.mails.count(),
        "codes": learner.codes.count(),
        "groups": groups.of(learner, timezone.localdate()),
        "attestations": issuing.of_learner(learner),
        "store": outbox.choice(learner),
        "lines": lines(learner.events.all(), titles, found.pages),
    }
    return render(request, "parcours/own_data.html", context)


@never_cache
@require_GET
def export(request):
    """Everything that the site keeps of a learner, as JSON."""
    learner = current_learner(request)
    events = learner.events.all() if learner else []
    data = {
        "format": "faire-alliance/apprenant/3",
        "created_at": learner.created_at if learner else None,
        "devices": 1 + learner.keys.count() if learner else 0,
        "codes": list(learner.codes.values("expires_at")) if learner else [],
        "addresses": learner.mails.count() if learner else 0,
        "groups": [
            {"title": each.title, "is_led": each.is_led, "name": each.name}
            for each in (groups.of(learner) if learner else ())
        ],
        "attestations": [
            issuing.exported(each)
            for each in (issuing.of_learner(learner) if learner else ())
        ],
        "sent_elsewhere": outbox.kept(learner) if learner else None,
        "events": [
            {
                "uid": event.uid,
                "kind": event.kind,
                "parcours": event.parcours,
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
    return as_file(response, _("mon-parcours.json"))


@by_form_only
@even_if_merged
def erase(request):
    """Two clicks: the first asks, the second erases everything and the cookie with it."""
    learner = current_learner(request)
    if "sure" not in request.POST:
        frame.for_view(request, _("Effacer mon parcours"), "desk")
        leads = learner is not None and learner.groups.exists()
        return render(request, "parcours/erase.html", {"leads": leads})
    if learner is not None:
        progress.erase(learner)
    response = forget(redirect("desk"))
    # What waits on this device to be sent, and the pages kept to be read offline.
    response["Clear-Site-Data"] = '"storage"'
    return response
