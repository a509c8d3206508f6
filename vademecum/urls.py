from django.urls import path

from . import views

urlpatterns = [
    path("<slug:identifier>/", views.figure, name="figure"),
    path("<slug:identifier>/carte/", views.card, name="figure-card"),
    path(
        "<slug:identifier>/partage-<str:language>-<slug:digest>.png",
        views.picture,
        name="figure-picture",
    ),
    path("<slug:identifier>/citation.<str:form>", views.citation, name="citation"),
    path(
        "<slug:identifier>/v/<int:number>/", views.figure_version, name="figure-version"
    ),
    path(
        "<slug:identifier>/v/<int:number>/citation.<str:form>",
        views.citation,
        name="version-citation",
    ),
]
