"""A draft and the place to say what one thinks of it; the link is all that one needs."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import frame
from core.address_words import word
from core.guessing import is_allowed
from core.same_origin import readers_form
from core.saying import said

from . import desk


def for_its_reader(view):
    """Found by its address at each request: a revoked link opens nothing from then on."""

    @wraps(view)
    def opened(request, token):
        link = desk.found(token)
        if link is None or link.revoked_at:
            response = said(
                request,
                _("Ce lien n'ouvre rien"),
                _(
                    "Il a été révoqué ou mal recopié. Demandez-en un autre à qui vous l'a envoyé."
                ),
                404,
                linked_data={},
            )
        elif link.expires_at <= timezone.now():
            response = said(
                request,
                _("Ce lien a expiré"),
                _(
                    "Il ne valait que quelques jours. Demandez-en un autre à qui vous l'a envoyé."
                ),
                410,
                linked_data={},
            )
        else:
            with translation.override(link.page.locale.language_code):
                response = view(request, link)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


@readers_form
@for_its_reader
def draft(request, link):
    """The draft in its frame, what was said of it, and a form."""
    around = frame.for_view(request, _("Brouillon"), "draft", token=desk.token_of(link))
    context = {
        "link": link,
        "title": link.page.get_latest_revision_as_object().title,
        "url": frame.address("draft-page", around.language, token=desk.token_of(link)),
        "comments": link.comments.all(),
        "typed": {},
        "errors": {},
        "is_sent": word("merci") in request.GET,
        "linked_data": {},
    }
    if request.method != "POST":
        return render(request, "core/drafts/draft.html", context)
    typed = {name: request.POST.get(name, "") for name in ("author", "text")}
    if not is_allowed(request, "draft-comment", most=20, in_all=300):
        context |= {"typed": typed, "errors": {"text": _("Attendez dix minutes, puis envoyez à nouveau.")}}  # fmt: skip
        response = render(request, "core/drafts/draft.html", context, status=429)
        response["Retry-After"] = "600"
        return response
    try:
        desk.comment(link, typed["author"], typed["text"], timezone.now())
    except ValidationError as error:
        errors = {name: told[0] for name, told in error.message_dict.items()}
        context |= {"typed": typed, "errors": errors}
        return render(request, "core/drafts/draft.html", context, status=422)
    return redirect(f"{request.path}?{word('merci')}#remarques", permanent=False)


@require_safe
@for_its_reader
def page(request, link):
    """The draft alone, as its page will be."""
    shown = link.page.get_latest_revision_as_object()
    response = shown.make_preview_request(request, shown.default_preview_mode)
    response.is_sealed = True  # typeset already
    return response
