"""What a learner does in an étape: say that it is done, answer, write, go on writing."""

from functools import wraps

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import frame
from core.address_words import word
from core.listings import public
from core.same_origin import readers_form

from . import answers, attempts, progress, sending, versions
from .desk import current_version
from .learner_cookie import (
    current_learner,
    even_if_merged,
    forget,
    holds_a_key,
    remember,
)
from .models import EtapePage, Learner, ParcoursPage
from .sent_forms import by_form_only


def live_etape(pk: int) -> EtapePage:
    # `id`, not `pk`: Django answers « none » for a number that no column can hold.
    etape = (
        public(EtapePage.objects.live()).select_related("locale").filter(id=pk).first()
    )
    if etape is None:
        raise Http404
    return etape


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
