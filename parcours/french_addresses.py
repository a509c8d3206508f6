"""
English addresses that once had French words: they lead to those that they have now.

They were copied, sent to a group, kept in the pages that a device reads offline.
"""

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt


class MovedWithItsForm(HttpResponseRedirect):
    """What a form sent goes along."""

    status_code = 308


@csrf_exempt  # it does nothing: the address that it names checks who asks
def lead_on(request, rest: str):
    with override(settings.LANGUAGE_CODE):
        try:
            found = resolve(f"{reverse('desk')}{rest}")
        except Resolver404:
            raise Http404 from None
    if found.view_name == request.resolver_match.view_name:
        raise Http404
    address = reverse(found.view_name, kwargs=found.kwargs)
    query = request.META["QUERY_STRING"]
    return MovedWithItsForm(f"{address}?{query}" if query else address)
