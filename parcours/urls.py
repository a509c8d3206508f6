from django.urls import path

from . import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("etat.json", views.state, name="learner-state"),
    path("export.json", views.export, name="learner-export"),
    path("effacer/", views.erase, name="learner-erase"),
    path("etape/<int:pk>/faite/", views.mark, name="mark"),
    path("etape/<int:pk>/reponse/<uuid:block>/", views.answer, name="answer"),
]
