from django.urls import path

from . import (
    attestation_views,
    consent_views,
    device_views,
    group_views,
    views,
)

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
    path("attestation/<uuid:key>/", attestation_views.ask, name="ask-attestation"),
    path(
        "attestation/<uuid:uid>/retirer/", attestation_views.withdraw, name="withdraw"
    ),
    path("envoi/", consent_views.choose, name="consent"),
    path("code/", device_views.code, name="code"),
    path("code/nouveau/", device_views.new_code, name="new-code"),
    path("code/annuler/", device_views.revoke_code, name="revoke-code"),
    path("groupe/nouveau/", group_views.new, name="group-new"),
    path("groupe/<slug:code>/", group_views.group, name="group"),
    path("groupe/<slug:code>/quitter/", group_views.leave, name="group-leave"),
    path("groupe/<slug:code>/changer/", group_views.change, name="group-change"),
    path("groupe/<slug:code>/fermer/", group_views.close, name="group-close"),
    path("groupe/<slug:code>/feuille/", group_views.sheet, name="group-sheet"),
    path(
        "groupe/<slug:code>/etapes.csv",
        group_views.table,
        {"what": "etapes"},
        name="group-etapes",
    ),
    path(
        "groupe/<slug:code>/personnes.csv",
        group_views.table,
        {"what": "personnes"},
        name="group-people",
    ),
    path("courriel/", device_views.mail, name="mail"),
    path("etape/<int:pk>/faite/", views.mark, name="mark"),
    path("etape/<int:pk>/reponse/<uuid:block>/", views.answer, name="answer"),
]
