"""Where an imported activity is played, and what its frame may do."""

from django.conf import settings
from django.http import HttpResponseNotFound
from django.urls import reverse


def address(package) -> str:
    """Where the frame of an activity begins."""
    if package.kind == "h5p":
        path = reverse("package", args=[package.pk, package.version])
    else:
        path = reverse("package-file", args=[package.pk, package.version, package.launch])  # fmt: skip
    return f"{settings.PACKAGES_ORIGIN}{path}"


def sandbox() -> str:
    """What a package may do; a real origin only where it is not the site's."""
    own = " allow-same-origin" if settings.PACKAGES_ORIGIN else ""
    return f"allow-scripts{own}"


def own_origin_only(get_response):
    """The origin of the packages answers nothing but packages: the site is not there."""

    def middleware(request):
        origin = settings.PACKAGES_ORIGIN.partition("://")[2]
        is_there = origin and request.get_host() == origin
        if is_there and not request.path.startswith("/paquets/"):
            return HttpResponseNotFound(content_type="text/plain")
        return get_response(request)

    return middleware
