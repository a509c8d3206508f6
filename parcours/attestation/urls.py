"""Attestations for machines, without language; those for people are `page_patterns`."""

from django.urls import path

from . import views

urlpatterns = [
    path("did.json", views.key_document, name="attestation-keys"),
    path("emetteur.json", views.issuer_profile, name="attestation-issuer"),
    path(
        "parcours/<uuid:key>/<int:number>/badge.png",
        views.emblem,
        name="attestation-badge",
    ),
    path("etats/<int:number>.json", views.status_list, name="attestation-list"),
    path(
        "parcours/<uuid:key>/<int:number>/<slug:language>.json",
        views.definition,
        name="attestation-definition",
    ),
    path("<uuid:uid>.json", views.signed, name="attestation-credential"),
]

page_patterns = [
    path("<uuid:uid>/", views.page, name="attestation"),
    path("<uuid:uid>/attestation.pdf", views.pdf, name="attestation-pdf"),
    path("<uuid:uid>/badge.svg", views.baked_svg, name="attestation-svg"),
    path("<uuid:uid>/badge.png", views.baked_png, name="attestation-png"),
    path("parcours/<uuid:key>/<int:number>/", views.criteria, name="achievement"),
]
