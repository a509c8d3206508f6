from django.urls import path

from . import device_views, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("etat.json", views.state, name="learner-state"),
    path("carnet/", views.notebook, name="notebook"),
    path("carnet.md", views.notebook_text, name="notebook-text"),
    path("echeance/", views.deadline, name="deadline"),
    path("echeances.ics", views.deadlines, name="deadlines"),
    path("version/<uuid:key>/", views.upgrade, name="upgrade"),
    path("donnees/", views.own_data, name="own-data"),
    path("export.json", views.export, name="learner-export"),
    path("effacer/", views.erase, name="learner-erase"),
    path("code/", device_views.code, name="code"),
    path("code/nouveau/", device_views.new_code, name="new-code"),
    path("code/annuler/", device_views.revoke_code, name="revoke-code"),
    path("courriel/", device_views.mail, name="mail"),
    path("etape/<int:pk>/faite/", views.mark, name="mark"),
    path("etape/<int:pk>/reponse/<uuid:block>/", views.answer, name="answer"),
]
