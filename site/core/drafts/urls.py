from django.urls import path

from . import views

urlpatterns = [
    path("<str:token>/", views.draft, name="draft"),
    path("<str:token>/page/", views.page, name="draft-page"),
]
