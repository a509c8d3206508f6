"""What a shared link leads to, and the picture that it shows."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from . import cards, frame
from .listings import public
from .models import BasePage


def readable_page(pk: int) -> BasePage:
    """A page that everybody may read, as it is published."""
    if pk >= 2**63:
        raise Http404
    row = public(Page.objects.live().filter(pk=pk, alias_of=None)).first()
    page = row.specific if row else None
    if not isinstance(page, BasePage):
        raise Http404
    return page


@require_safe
def short(request, pk):
    """A short address leads to its page, wherever it is now."""
    page = readable_page(int(pk))
    return HttpResponseRedirect(frame.url_of(page, page.language))


@require_safe
def page_card(request, pk, digest):
    """The card of a page; of what it said before, the one of what it says now."""
    page = readable_page(pk)
    with override(page.language):
        return answer(page.sharing_card(), digest, lambda: page.sharing_picture)


def answer(card: cards.Card, digest: str, current) -> HttpResponse:
    if digest != card.digest:
        response = HttpResponseRedirect(current())
        patch_cache_control(response, no_cache=True)
        return response
    response = HttpResponse(cards.png(card), content_type="image/png")
    patch_cache_control(response, public=True, immutable=True, max_age=365 * 24 * 3600)
    return response
