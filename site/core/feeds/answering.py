"""
A document of a feed at its address.

Its ETag is the digest of its bytes: « 304 » means that nothing changed, neither a page
nor a figure that one of them cites. No Last-Modified, which could not say that.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from core.frame import Link

from . import atom, json_feed, rss, websub
from .document import Document
from .entries import Feed
from .filters import UnknownFilterError, chosen

PER_PAGE = 20
NUMBER = re.compile(r"[1-9]\d{0,5}")


@dataclass(frozen=True)
class Form:
    name: str
    content_type: str
    write: Callable[[Document], bytes]


# By the file that is below the address of what the feed follows.
FORMS = {
    "atom.xml": Form("Atom", "application/atom+xml", atom.write),
    "feed.json": Form("JSON Feed", "application/feed+json", json_feed.write),
    "rss.xml": Form("RSS", "application/rss+xml", rss.write),
}


def links(feed: Feed) -> list[Link]:
    """What a page announces in its head; readers are shown the first."""
    return [
        Link(
            _("%(title)s : le fil") % {"title": feed.title}
            if name == "atom.xml"
            else f"{feed.title} ({form.name})",
            feed.address(name),
            type=form.content_type,
            show=name == "atom.xml",
        )
        for name, form in FORMS.items()
    ]


def answer(
    request, name: str, make: Callable[[dict], Feed], allowed: dict | None = None
) -> HttpResponse:
    """
    A document of the feed that `make` gives for the filters of the address.

    « 304 » to a program that has it already; a filter or a page that does not exist is
    told so: a feed is read for years, a typing mistake must not look as if it worked.
    """
    try:
        feed = make(chosen(request.GET, allowed or {}))
        pages = Paginator(feed.items(), PER_PAGE)
        number = _number(request.GET.get("page", "1"), pages.num_pages)
    except UnknownFilterError as refusal:
        return refused(refusal)
    form, base = FORMS[name], request.build_absolute_uri("/").rstrip("/")
    is_told = feed.is_pushed and base == settings.WAGTAILADMIN_BASE_URL
    document = Document(
        feed=feed,
        name=name,
        base=base,
        entries=feed.tell(request, list(pages.page(number).object_list)),
        number=number,
        last=pages.num_pages,
        hub=websub.hub() if is_told else "",
    )
    content = form.write(document)
    response = HttpResponse(content, content_type=f"{form.content_type}; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if document.hub:
        response["Link"] = (
            f'<{document.hub}>; rel="hub", <{document.address}>; rel="self"'
        )
    response["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response)


def refused(refusal: UnknownFilterError) -> HttpResponse:
    return HttpResponseNotFound(
        f"{refusal}\n", content_type="text/plain; charset=utf-8"
    )


def _number(asked: str, last: int) -> int:
    if not NUMBER.fullmatch(asked) or int(asked) > last:
        raise UnknownFilterError(
            _("La page « %(page)s » n'existe pas : ce fil va de 1 à %(last)s.")
            % {"page": asked[:20], "last": last}
        )
    return int(asked)
