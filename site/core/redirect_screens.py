"""The admin's screens that give an old address a new one: once, whoever else does."""

from django.urls import path
from wagtail.contrib.redirects.views import CreateView, EditView

from .snippets import OneName


class CreateRedirectView(OneName, CreateView):
    """Of an address that is there twice, Wagtail leads readers nowhere: it fails."""


class EditRedirectView(OneName, EditView):
    pass


# Before Wagtail's own, which names them.
urlpatterns = [
    path("redirects/add/", CreateRedirectView.as_view()),
    path("redirects/<int:redirect_id>/", EditRedirectView.as_view()),
]
