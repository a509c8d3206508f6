"""
What a learner does: answer, mark an étape, see their desk, take their data, erase it.

Pages stay the same for everybody; what belongs to one learner is here, behind one
first-party cookie that is set the first time they ask to keep something.
"""

import re
from datetime import date
from functools import wraps

from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import calendars, frame
from core.address_words import word
from core.listings import public
from core.same_origin import readers_form

from . import answers, attempts, groups, outbox, progress, sending, versions
from .attestation import issuing
from .desk import Desk, current_version, gather
from .models import EtapePage, Learner, ParcoursPage
from .own_data import lines
from .refusals import refused
from .sent_forms import by_form_only

COOKIE = "apprenant"
KEY = re.compile(r"[\w-]{10,40}", re.ASCII)
A_YEAR = 365 * 24 * 3600


def current_learner(request) -> Learner | None:
    key = request.COOKIES.get(COOKIE, "")
    if not KEY.fullmatch(key):  # a forged one may hold what no database reads
        return None
    return Learner.objects.holding(key)


def remember(response, request, learner: Learner, key: str = ""):
    """Keep a learner on this device for a year more, by the key that it has, or its own."""
    key = key or learner.held_key or learner.key
    response.set_cookie(
        COOKIE,
        key,
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


def holds_a_key(request) -> bool:
    return bool(KEY.fullmatch(request.COOKIES.get(COOKIE, "")))


def sent_once(view):
    """Let a view say how it was sent, and refuse what can't be kept under that name."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        request.sending = sending.sending(request)
        if request.sending.is_misnamed:
            return sending.misnamed()
        is_late = request.sending.is_late and holds_a_key(request)
        if is_late and current_learner(request) is None:
            return forget(sending.erased())
        try:
            return view(request, *args, **kwargs)
        except progress.NotTheirs:
            return sending.not_theirs()

    return checked


def forget(response):
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def even_if_merged(view):
    """Do it again for who the learner became, if another device merged them meanwhile."""

    @wraps(view)
    def again(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Learner.DoesNotExist:
            return view(request, *args, **kwargs)

    return again


@by_form_only
@even_if_merged
@sent_once
def mark(request, pk):
    """« J'ai fait cette étape »: the first mark makes the learner."""
    etape = live_etape(pk)
    here = current_learner(request)
    learner = here or Learner.objects.create()
    uid = request.sending.uid
    if uid and not here:
        return remember(sending.known_first(), request, learner)
    begin(learner, etape)
    progress.mark_done(
        learner,
        etape.translation_key,
        uid,
        language=etape.language,
        revision=etape.live_revision_id,
        requirements=versions.of_etape(etape).digest,
    )
    said = "" if here and "first" not in request.POST else f"?{word('premier')}=1"
    desk_url = frame.address("desk", get_language())
    response = redirect(f"{desk_url}{said}#etape-{etape.translation_key}")
    if request.headers.get("X-Fragment"):  # a script goes there itself
        response.status_code = 204
    return remember(response, request, learner)


def begin(learner: Learner, etape: EtapePage) -> None:
    """Follow the parcours of an étape, in the version of today, if it is the first time."""
    begun = learner.events.filter(kind="start", parcours=OuterRef("translation_key"))
    rows = ParcoursPage.objects.select_related("locale").parent_of(etape)
    parcours = rows.annotate(is_begun=Exists(begun)).get()
    if not parcours.is_begun:
        progress.begin(learner, current_version(parcours))


@readers_form
@even_if_merged
@sent_once
def answer(request, pk, block):
    """
    Correct a question, or keep what was written, whole or as a draft.

    A question is corrected without keeping anything of somebody who keeps nothing. Asked for
    without a form, it is the page where a learner goes on with what they wrote.
    """
    etape = live_etape(pk)
    activity = answers.activity(etape, str(block))
    if activity is None:
        raise Http404
    here = current_learner(request)
    if request.method != "POST":
        return reopen(request, etape, activity, here)
    given, errors = answers.read(activity, request.POST)
    is_draft = "draft" in request.POST
    if is_draft:
        errors = {} if fits(given) else errors
    keeps = here is not None or is_draft or "keep" in request.POST
    is_kept = keeps and not errors
    learner, attempt = here, None
    uid = request.sending.uid
    if is_kept:
        learner = here or Learner.objects.create()
        if uid and not here:
            return remember(sending.known_first(), request, learner)
        begin(learner, etape)
    place = (etape.translation_key, activity.id)
    if is_draft and is_kept:
        progress.keep_draft(learner, *place, answers.with_words(activity, given), uid)
    elif not errors and answers.is_question(activity):
        attempt = attempts.attempt(learner, etape, activity, given, uid)
        is_kept = attempt.is_kept
    elif is_kept:
        progress.keep_answer(learner, *place, answers.with_words(activity, given), uid)
    context = {
        "given": given,
        "errors": errors,
        "attempt": attempt,
        "is_kept": is_kept and not is_draft,
        "is_draft": is_kept and is_draft,
    }
    response = answered(request, etape, activity, context)
    return remember(response, request, learner) if keeps and learner else response


def fits(given) -> bool:
    """Whether what is half typed is of a size that the site keeps."""
    if isinstance(given, str):
        return len(given) <= answers.LONGEST_ANSWER
    if isinstance(given, dict):
        given = given.values()
    elif not isinstance(given, (list, tuple)):
        return True
    return all(fits(each) for each in given)


def reopen(request, etape, activity, learner):
    """The form of an activity, filled in with what its learner wrote last."""
    events = learner.events.all() if learner else []
    place = (etape.translation_key, activity.id)
    draft = progress.drafts(events).get(place)
    kept = draft or progress.answers(events).get(place)
    if kept is None:
        return redirect(f"{etape.href}#{activity.id}")
    given = answers.as_of_today(activity, kept.payload)
    context = {"given": given, "reopened": kept, "is_unfinished": bool(draft)}
    return answered(request, etape, activity, context)


def answered(request, etape, activity, context):
    if request.headers.get("X-Fragment"):
        template = "parcours/answer_fragment.html"
        request.frame = frame.Frame(get_language())  # no menu around a fragment
    else:
        template = "parcours/answer.html"
        around = frame.for_view(
            request, _("Votre réponse"), "answer", pk=etape.pk, block=activity.id
        )
        around.addresses = {}
    context |= {"etape": etape, "activity": activity, "kind": activity.block_type}
    status = 422 if context.get("errors") else 200
    return render(request, template, context, status=status)


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


def own_learner(request) -> Learner:
    """Whoever asks; there is nothing here for somebody who keeps nothing."""
    learner = current_learner(request)
    if learner is None:
        raise Http404
    return learner


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
        except ValueError:
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
