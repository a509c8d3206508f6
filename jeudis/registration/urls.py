from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path("<uuid:key>/", views.register, name="register"),
    path(_("lien/<str:token>/"), views.registration, name="registration"),
]
