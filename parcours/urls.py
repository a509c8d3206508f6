from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    answer_views,
    consent_views,
    desk_views,
    device_views,
    group_views,
    own_data_views,
)
from .attestation import views as attestation

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path(_("etat.json"), desk_views.state, name="learner-state"),
    path(_("carnet/"), own_data_views.notebook, name="notebook"),
    path(_("carnet.md"), own_data_views.notebook_text, name="notebook-text"),
    path(_("echeance/"), desk_views.deadline, name="deadline"),
    path(_("echeances.ics"), desk_views.deadlines, name="deadlines"),
    path("version/<uuid:key>/", desk_views.upgrade, name="upgrade"),
    path(_("donnees/"), own_data_views.own_data, name="own-data"),
    path("export.json", own_data_views.export, name="learner-export"),
    path(_("effacer/"), own_data_views.erase, name="learner-erase"),
    path(_("attestation/<uuid:key>/"), attestation.ask, name="ask-attestation"),
    path(
        _("attestation/<uuid:uid>/retirer/"),
        attestation.withdraw,
        name="withdraw",
    ),
    path(_("envoi/"), consent_views.choose, name="consent"),
    path("code/", device_views.code, name="code"),
    path(_("code/nouveau/"), device_views.new_code, name="new-code"),
    path(_("code/annuler/"), device_views.revoke_code, name="revoke-code"),
    path(_("groupe/nouveau/"), group_views.new, name="group-new"),
    path(_("groupe/<slug:code>/"), group_views.group, name="group"),
    path(_("groupe/<slug:code>/quitter/"), group_views.leave, name="group-leave"),
    path(_("groupe/<slug:code>/changer/"), group_views.change, name="group-change"),
    path(_("groupe/<slug:code>/fermer/"), group_views.close, name="group-close"),
    path(_("groupe/<slug:code>/feuille/"), group_views.sheet, name="group-sheet"),
    path(
        _("groupe/<slug:code>/etapes.csv"),
        group_views.table,
        {"what": "etapes"},
        name="group-etapes",
    ),
    path(
        _("groupe/<slug:code>/personnes.csv"),
        group_views.table,
        {"what": "personnes"},
        name="group-people",
    ),
    path(_("courriel/"), device_views.mail, name="mail"),
    path(_("etape/<int:pk>/faite/"), answer_views.mark, name="mark"),
    path(_("etape/<int:pk>/reponse/<uuid:block>/"), answer_views.answer, name="answer"),
]
