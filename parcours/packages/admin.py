"""The library of imported activities: one that an étape uses is not deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from parcours.models import ImportedPackage


class PackageViewSet(SnippetViewSet):
    model = ImportedPackage
    icon = "media"
    list_display = ["title", "kind", "credit", "licence"]
    menu_order = 230
    add_to_admin_menu = True


register_snippet(PackageViewSet)


@hooks.register("before_delete_snippet")
def keep_used_packages(request, instances):
    for package in instances:
        if not isinstance(package, ImportedPackage):
            continue
        if count := ReferenceIndex.get_references_to(package).count():
            messages.error(
                request,
                ngettext(
                    "« %(package)s » sert dans une page : retirez-la d'abord de celle-ci, listée ci-dessous.",
                    "« %(package)s » sert dans %(count)s pages : retirez-la d'abord de celles-ci, listées ci-dessous.",
                    count,
                )
                % {"package": package, "count": count},
            )
            viewset = package.snippet_viewset
            return redirect(viewset.get_url_name("usage"), package.pk)
