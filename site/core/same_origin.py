from functools import wraps

from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods


def same_origin_only(view):
    """
    Refuse a form that another site sends for a reader.

    Public pages are the same for everybody and carry no token: the browser itself says
    where a form comes from (Fetch Metadata, W3C; Origin, RFC 6454).
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin = request.headers.get("Origin", "")
        # « null » too is foreign: a frame without origin, a page that hides where it is.
        foreign = origin and origin.partition("://")[2] != request.get_host()
        if site not in ("same-origin", "none") or foreign:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def readers_form(view):
    """A page with a form of readers: they hold no session, and no cache keeps it."""
    checked = require_http_methods(["GET", "HEAD", "POST"])(same_origin_only(view))
    return never_cache(csrf_exempt(checked))
