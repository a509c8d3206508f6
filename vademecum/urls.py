from django.urls import path

from . import views

urlpatterns = [
    path("<slug:identifier>/", views.figure, name="figure"),
    path(
        "<slug:identifier>/v/<int:number>/", views.figure_version, name="figure-version"
    ),
]
