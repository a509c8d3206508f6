"""A page that says one thing: what was done, refused, or asked too often."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import frame
from .guessing import WINDOW


def said(
    request, title: str, message: str, status=200, template="said.html", **context
) -> HttpResponse:
    """`onward`, if any, is a link to go on by."""
    frame.of(request).title = title
    context |= {"title": title, "message": message}
    return render(request, template, context, status=status)


def too_many(request, **options) -> HttpResponse:
    """The same answer whatever was typed: a right guess among too many is not told."""
    message = _("Attendez dix minutes, puis essayez à nouveau.")
    response = said(request, _("Trop d'essais"), message, 429, **options)
    response["Retry-After"] = str(WINDOW)
    return response
