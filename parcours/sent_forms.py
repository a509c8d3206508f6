"""Addresses that only a form asks for, and what a reader gets who comes there otherwise."""

from functools import wraps

from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from core.same_origin import readers_form


def by_form_only(view):
    """
    A tab that a phone opens again, an address that was copied: back to « Mon parcours ».

    Only a form does something; an empty 405 would be a blank page for a reader.
    """
    posted = readers_form(view)

    @never_cache
    @wraps(posted)
    def checked(request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            return redirect("desk")
        return posted(request, *args, **kwargs)

    return checked
