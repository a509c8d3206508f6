from django.urls import path

from . import views

urlpatterns = [
    path("<str:key>/", views.press_desk, name="press-desk"),
    path("<str:key>/<int:pk>/", views.page, name="press-page"),
    path("<str:key>/media/<path:path>", views.media, name="press-media"),
    path(
        "<str:key>/documents/<int:pk>/<str:filename>",
        views.document,
        name="press-document",
    ),
]
