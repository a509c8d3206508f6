from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path(_("lien/<str:token>/"), views.subscription, name="subscription"),
]
