from django.urls import path

from . import views

urlpatterns = [
    path("<int:pk>/<slug:version>/", views.play, name="package"),
    path("<int:pk>/<slug:version>/<path:path>", views.file, name="package-file"),
]
