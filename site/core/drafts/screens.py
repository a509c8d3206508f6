"""The editors' side: make a link, end it, read what its reader said."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from core.models import DraftComment, DraftLink

from . import desk


def editable(request, pk) -> Page:
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def links(request, pk):
    """The links to a draft and what their readers said; a form for another one."""
    page, now = editable(request, pk), timezone.now()
    reader = desk.UNPRINTED.sub("", request.POST.get("reader", "")).strip()
    days = request.POST.get("days", "7")
    is_wrong = request.method == "POST" and not (
        0 < len(reader) <= 120 and days in map(str, desk.DAYS)
    )
    if request.method == "POST" and not is_wrong:
        link = desk.make(page, reader, int(days), request.user, now)
        messages.success(request, _("Le lien est prêt : %(link)s") % {"link": desk.address(link)})  # fmt: skip
        return redirect("draft_links", page.pk)
    all_links = page.draft_links.prefetch_related("comments")
    context = {
        "page": page,
        "rows": [
            {
                "link": link,
                "is_open": link.revoked_at is None and link.expires_at > now,
                "address": desk.address(link),
            }
            for link in all_links
        ],
        "days": desk.DAYS,
        "chosen": days,
        "reader": reader[:120],
        "is_wrong": is_wrong,
        "page_title": _("Liens de brouillon"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "link",
    }
    return render(request, "core/admin/draft_links.html", context)


@require_POST
def revoke(request, pk):
    link = get_object_or_404(DraftLink, pk=pk)
    editable(request, link.page_id)
    desk.revoke(link, timezone.now())
    messages.success(request, _("Le lien de « %(reader)s » n'ouvre plus rien.") % {"reader": link.reader})  # fmt: skip
    return redirect("draft_links", link.page_id)


def buttons(page, user):
    if not page.permissions_for_user(user).can_edit():
        return
    said = DraftComment.objects.filter(link__page=page.pk).aggregate(n=Count("pk"))["n"]
    label = _("Liens de brouillon")
    yield Button(
        f"{label} ({said})" if said else label,
        reverse("draft_links", args=[page.pk]),
        icon_name="link",
        priority=45,
    )


urlpatterns = [
    path("brouillons/<int:pk>/", links, name="draft_links"),
    path("brouillons/revoquer/<int:pk>/", revoke, name="revoke_draft_link"),
]
