from functools import partial
from inspect import unwrap

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers
from django.views.static import serve as serve_file
from wagtail import hooks
from wagtail.documents.views.serve import serve as serve_document
from wagtail.images.utils import verify_signature
from wagtail.images.views.serve import ServeView
from wagtail.views import serve as wagtail_serve

from . import frame, gallery, private_files, ranges
from .models import SiteDocument, SiteImage
from .saying import said
from .stream_widget import IncompleteForm
from .uploads import most_bytes


def serve(request, path=""):
    """A page by its address: found by `core.frame`, served by Wagtail with all its hooks."""
    if "\x00" in path:
        raise Http404
    request._wagtail_route_for_request = frame.route(request, path)
    return wagtail_serve(request, path)


def document(request, document_id, document_filename):
    """A file of the library; a sound or a film is sent from where a player asks for it."""
    found = get_object_or_404(SiteDocument, pk=document_id)
    if private_files.is_private(found):
        return for_the_team(
            request, partial(serve_document, request, document_id, document_filename)
        )
    if not (found.is_recording and found.is_stored_locally()):
        return serve_document(request, document_id, document_filename)
    if found.filename != document_filename:
        raise Http404
    for refusal in hooks.get_hooks("before_serve_document"):
        if response := refusal(found, request):
            return response
    return ranges.send(
        request,
        partial(found.file.storage.open, found.file.name),
        found.file.size,
        found.media_type,
        etag=f'"{found.get_file_hash()}"',
    )


def media(request, path):
    """A file of the storage, where no server in front of us serves them."""
    if "\x00" in path:
        raise Http404
    send = partial(serve_file, request, path, document_root=settings.MEDIA_ROOT)
    return for_the_team(request, send) if private_files.named(path) else send()


def for_the_team(request, send):
    """What is not public yet is nowhere, but in the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = send()
    add_never_cache_headers(response)
    return response


class PictureView(ServeView):
    """The picture of a shared link; the signature says which sizes we asked for."""

    action = "redirect"

    def get(self, request, signature, image_id, filter_spec, filename=None):
        is_ours = verify_signature(signature.encode(), image_id, filter_spec)
        if is_ours and private_files.private(SiteImage.objects.filter(pk=image_id)):
            raise Http404
        return super().get(request, signature, image_id, filter_spec, filename)


@vary_on_headers("Accept-Language")
def choose_language(request):
    """`/` sends to the reader's language, once, without a cookie."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)}/")


def bad_request(request, exception):
    """What is too heavy or cut is said so, on a page of the site; a host that is not ours is not."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        context = {"most": most_bytes(request)}
        return render(request, "413.html", context, status=413)
    if isinstance(exception, IncompleteForm):
        message = _("Il n'est pas arrivé entier : rien n'a changé. Revenez en arrière, rechargez la page et envoyez-le à nouveau.")  # fmt: skip
        return said(request, _("Ce formulaire est incomplet"), message, 400)
    return unwrap(defaults.bad_request)(request, exception)


# Django's own first read the form, for its token: a form that can't be read failed again.
permission_denied = unwrap(defaults.permission_denied)
page_not_found = unwrap(defaults.page_not_found)
server_error = unwrap(defaults.server_error)


@never_cache
def components(request):
    """Every component with sample values, in French, for those who may enter the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    with override(settings.LANGUAGE_CODE):
        frame.of(request).title = "Composants"
        return render(request, "gallery.html", gallery.samples())


@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """The process can do its work: database and cache answer."""
    failures = [name for name, works in CHECKS.items() if not works()]
    return HttpResponse(
        "".join(f"{name}: unavailable\n" for name in failures) or "ok\n",
        content_type="text/plain",
        status=503 if failures else 200,
    )


def _database_works() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever the driver says, the answer is « not ready »
        connection.close()
        return False
    return True


def _cache_works() -> bool:
    # django-redis swallows a lost connection (settings): only a value read back proves it.
    try:
        cache.set("readyz", settings.SITE_VERSION, 30)
        return cache.get("readyz") == settings.SITE_VERSION
    except Exception:
        return False


def robots(request):
    """Everything may be read but the admin and the learners' own pages."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {frame.address('desk', code)}" for code, _ in settings.LANGUAGES),
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def favicon(request):
    """The icon of pages that name none: sealed ones, which nobody can change any more."""
    return HttpResponseRedirect(static("img/favicon.svg"))


CHECKS = {"database": _database_works, "cache": _cache_works}
