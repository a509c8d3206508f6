import re

from django.conf import settings
from django.http import Http404
from django.middleware import gzip
from django.middleware import locale as middleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP

from . import lifetimes, planned
from .typography import typeset_html

HTML_LANGUAGE = re.compile(r'<html[^>]*\blang="([a-z]+)')


class GZipMiddleware(gzip.GZipMiddleware):
    """Files leave as they are: compressed already, with a length and an exact ETag."""

    def process_response(self, request, response):
        if response.streaming:
            return response
        return super().process_response(request, response)


class LocaleMiddleware(middleware.LocaleMiddleware):
    """Readers choose by address; the admin is in French, unless a profile says otherwise."""

    def process_request(self, request):
        if request.path_info.startswith("/admin/"):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        else:
            super().process_request(request)

    def process_view(self, request, view, args, kwargs):
        """Some addresses say their language inside (an edition) or last (a figure)."""
        in_path = translation.get_language_from_path(request.path_info)
        if in_path or request.path_info.startswith("/admin/"):
            return
        language = kwargs.get("language") or request.GET.get("lang")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language

    def process_response(self, request, response):
        """`/vademecum/` leads to `/fr/vademecum/`; a figure or data not found, nowhere."""
        if request.path_info.startswith("/admin/"):
            return response
        has_a_view = getattr(request, "resolver_match", None) is not None
        has_language = translation.get_language_from_path(request.path_info)
        if response.status_code == 404 and has_a_view and not has_language:
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language())
            return response
        return super().process_response(request, response)


def typography(get_response):
    """Typeset public pages on their way out."""

    def middleware(request):
        response = get_response(request)
        kind = response.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html") and not response.streaming
        is_sealed = getattr(response, "is_sealed", False)
        if is_page and not is_sealed and not request.path.startswith(UNTOUCHED):
            html = response.content.decode(response.charset)
            language = HTML_LANGUAGE.search(html)
            response.content = typeset_html(
                html, language[1] if language else settings.LANGUAGE_CODE
            )
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def kept_until_something_is_published(get_response):
    """No cache gives an answer beyond the minute at which something planned goes live."""

    def middleware(request):
        response = get_response(request)
        is_read = request.method in ("GET", "HEAD")
        is_public = not request.path.startswith("/admin/")
        if is_read and is_public and lifetimes.may_be_kept(response):
            at, changes_at = timezone.now(), planned.next_change(request)
            if changes_at and lifetimes.max_age(at, changes_at) < lifetimes.LONGEST_AGE:
                lifetimes.bound(response, at, changes_at)
        return response

    return middleware


# What is not ours to typeset: editors' forms, data, the developers' toolbar.
UNTOUCHED = ("/admin/", "/api/", "/__debug__/")


def admin_without_nul(get_response):
    """What no database reads is nowhere: Wagtail asks it as it is written in the address."""

    def middleware(request):
        if request.path.startswith("/admin/") and "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return get_response(request)

    return middleware


def admin_content_policy(get_response):
    """In the admin, the tightest policy that Wagtail allows; readers have the strict one."""
    admin_policy = {
        **settings.SECURE_CSP,
        "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
        "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
        "img-src": [CSP.SELF, "data:", "blob:"],
    }

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            # What Django's own `csp_override` sets; a test holds the name.
            response._csp_config = admin_policy
        return response

    return middleware
