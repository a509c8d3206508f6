from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LoginView
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from core import api, sharing, views
from core.sitemap import sitemap
from parcours import group_views, paper_views
from parcours.attestation import urls as attestation_urls
from vademecum.views import embed

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
    path("sitemap.xml", sitemap),
    path("composants/", views.components),
    path("admin/", include(wagtailadmin_urls)),
    # Before Wagtail's own view, whose hooks can't answer a part of a file.
    path("documents/<int:document_id>/<str:document_filename>", views.document),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api.router.urls),
    path("c/", include("vademecum.urls")),
    # Typed by hand: with or without a slash.
    re_path(r"^g/(?P<code>[\w-]+)/?$", group_views.short, name="group-short"),
    re_path(r"^p/(?P<pk>[0-9]+)/?$", paper_views.come_back, name="short"),
    re_path(
        r"^p/(?P<pk>[0-9]+)/(?P<beginning>[\w-]+)/?$",
        paper_views.come_back,
        name="short",
    ),
    re_path(r"^l/(?P<pk>[0-9]{1,18})/?$", sharing.short, name="page-short"),
    path("partage/<int:pk>-<slug:digest>.png", sharing.page_card, name="page-card"),
    path("paquets/", include("parcours.packages.urls")),
    path("oembed/", embed, name="oembed"),
    path("e/", include("vademecum.edition_urls")),
    path("attestations/", include("parcours.attestation.urls")),
    re_path(
        r"^images/([^/]*)/(\d*)/([^/]*)/[^/]*$",
        views.PictureView.as_view(),
        name="wagtailimages_serve",
    ),
]

if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

if settings.SERVE_MEDIA:
    urlpatterns.append(re_path("^media/(?P<path>.*)$", views.media))

urlpatterns += i18n_patterns(
    path(_("recherche/"), include("search.urls")),
    path(_("mon-parcours/"), include("parcours.urls")),
    path(_("attestation/"), include(attestation_urls.page_patterns)),
    path(_("emporter/"), include("parcours.takeaway.urls")),
    path(_("inscription/"), include("jeudis.registration.urls")),
    path(_("abonnement/"), include("newsletter.urls")),
    path(_("brouillon/"), include("core.drafts.urls")),
    path(_("presse/"), include("news.press.urls")),
    # Where Wagtail sends the reader of a restricted page, under the names that it knows.
    path(
        "_util/mot-de-passe/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "_util/connexion/",
        LoginView.as_view(template_name="wagtailcore/login.html"),
        name="wagtailcore_login",
    ),
    re_path(
        # Pages, and the files that they answer: feeds, data, books, a worker.
        r"^((?:[\w\-]+/)*(?:[\w\-]+\.(?:xml|ics|csv|json|pdf|epub|zip|vcf|vtt|srt|mp3|html|js))?)$",
        views.serve,
        name="wagtail_serve",
    ),
)
