from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from core import api, views

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api.router.urls),
    path("c/", include("vademecum.urls")),
]

if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

if settings.SERVE_MEDIA:
    urlpatterns.append(
        re_path("^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    )

urlpatterns += i18n_patterns(
    path(_("recherche/"), include("search.urls")),
    path(_("mon-parcours/"), include("parcours.urls")),
    re_path(
        r"^((?:[\w\-]+/)*(?:[\w\-]+\.(?:xml|ics))?)$", views.serve, name="wagtail_serve"
    ),
)
