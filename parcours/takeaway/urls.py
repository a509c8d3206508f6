from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:key>/", views.page, name="takeaway"),
    path("<uuid:key>/<slug:use>.zip", views.file, name="takeaway-file"),
]
