"""
The learner who asks, known by one first-party cookie and by nothing else.

It is set the first time they ask to keep something, and goes when they erase everything.
"""

import re
from functools import wraps

from django.http import Http404

from .models import Learner

COOKIE = "apprenant"
KEY = re.compile(r"[\w-]{10,40}", re.ASCII)
A_YEAR = 365 * 24 * 3600


def current_learner(request) -> Learner | None:
    key = request.COOKIES.get(COOKIE, "")
    if not KEY.fullmatch(key):  # a forged one may hold what no database reads
        return None
    return Learner.objects.holding(key)


def holds_a_key(request) -> bool:
    return bool(KEY.fullmatch(request.COOKIES.get(COOKIE, "")))


def own_learner(request) -> Learner:
    """Whoever asks; there is nothing here for somebody who keeps nothing."""
    learner = current_learner(request)
    if learner is None:
        raise Http404
    return learner


def remember(response, request, learner: Learner, key: str = ""):
    """Keep a learner on this device for a year more, by the key that it has, or its own."""
    key = key or learner.held_key or learner.key
    response.set_cookie(
        COOKIE,
        key,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def forget(response):
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def even_if_merged(view):
    """Do it again for who the learner became, if another device merged them meanwhile."""

    @wraps(view)
    def again(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Learner.DoesNotExist:
            return view(request, *args, **kwargs)

    return again
