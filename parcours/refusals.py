"""What a learner reads instead of what they asked for, with the way back to their desk."""

from django.http import HttpResponse

from core import frame, saying

TEMPLATE = "parcours/refused.html"


def refused(request, title: str, message: str, status: int) -> HttpResponse:
    frame.for_view(request, title, "desk")
    response = saying.said(request, title, message, status, TEMPLATE)
    response["Cache-Control"] = "no-store"
    return response


def too_many(request) -> HttpResponse:
    frame.for_view(request, "", "desk")
    return saying.too_many(request, template=TEMPLATE)
