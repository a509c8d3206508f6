"""What is sent to the admin once its session is over is kept until one signs in again."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


def keep_what_was_sent(get_response):
    """Wagtail leads to the form to sign in, and forgets the one that was sent."""

    def middleware(request):
        response = get_response(request)
        if request.method != "POST" or response.status_code != 302:
            return response
        if not response.url.startswith(f"{reverse('wagtailadmin_login')}?"):
            return response
        if not request.accepts("text/html"):
            return told_to_autosave()
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return response
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            # A page that stays open shows nobody a password.
            if name != "csrfmiddlewaretoken" and "password" not in name
        ]
        if not {name for name, value in kept if value} - {"next"}:
            return response  # a button alone: nothing was written
        context = {
            "kept": kept,
            "has_files": any(file.size for file in request.FILES.values()),
            "action": request.get_full_path(),
        }
        page = render(request, "core/admin/session_over.html", context, status=403)
        add_never_cache_headers(page)
        return page

    return middleware


def told_to_autosave() -> JsonResponse:
    """Of the few reasons that its script shows, the one that lets it try again."""
    told = _("Votre session est terminée : identifiez-vous dans un autre onglet, puis continuez ici.")  # fmt: skip
    refusal = {"success": False, "error_code": "locked", "error_message": told}
    return JsonResponse(refusal, status=403)
