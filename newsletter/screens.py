"""The editor's side: who waits for a letter, preparing one, sending it, what became of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from core import mailing
from core.choices import Audience, Pillar
from core.listings import paginated
from core.locks import hold

from . import digest, letters, sending
from .models import Bounce, IssuePage, NewsletterPage, Sending, Subscriber
from .sending import NotReadyError

NEEDED = "newsletter.send_issue"
SENT, STOPPED = "newsletter.send", "newsletter.stop"


def parents() -> dict[str, NewsletterPage]:
    """Where the issues of each language go."""
    pages = NewsletterPage.objects.select_related("locale").filter(alias_of=None)
    return {page.language: page for page in pages}


def may_write(user) -> bool:
    return any(
        page.permissions_for_user(user).can_add_subpage() for page in parents().values()
    )


def may_open(user) -> bool:
    return user.has_perm(NEEDED) or may_write(user)


class Screen(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        if not may_open(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


@dataclass(frozen=True)
class Letter:
    """One of the letters: a public, in a language."""

    audience: Audience
    language: str
    language_name: str
    readers: int
    last_sent_at: datetime | None
    can_prepare: bool


class LettersView(Screen):
    template_name = "newsletter/admin/letters.html"
    page_title = gettext_lazy("La lettre")
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]

    def get_context_data(self, **kwargs):
        issues = IssuePage.objects.select_related("locale", "sending")
        issues = issues.defer_streamfields().order_by("-dated_on", "-pk")
        return super().get_context_data(**kwargs) | {
            "letters": list(self.letters()),
            "issues": paginated(issues, self.request),
        }

    def letters(self):
        readers = self.readers()
        sent = {
            (row["audience"], row["language"]): row["last"]
            for row in Sending.objects.values("audience", "language").annotate(
                last=Max("begun_at")
            )
        }
        user = self.request.user
        allowed = {
            code: page.permissions_for_user(user).can_add_subpage()
            for code, page in parents().items()
        }
        for audience in Audience:
            for code, name in settings.LANGUAGES:
                key = (audience.value, code)
                yield Letter(audience, code, name, readers[key], sent.get(key), allowed.get(code, False))  # fmt: skip

    @staticmethod
    def readers() -> dict[tuple[str, str], int]:
        cells = [
            (a, code) for a in Audience.values for code, _name in settings.LANGUAGES
        ]
        totals = Subscriber.objects.filter(confirmed_at__isnull=False).aggregate(
            **{
                f"{a}_{code}": Count("pk", filter=~Q(**{a: ""}) & Q(language=code))
                for a, code in cells
            }
        )
        return {(a, code): totals[f"{a}_{code}"] for a, code in cells}

    def post(self, request):
        audience, language = request.POST.get("audience"), request.POST.get("language")
        parent = parents().get(language)
        if audience not in Audience.values or parent is None:
            messages.error(request, _("Il n'y a pas de page « La lettre » dans cette langue : créez-la d'abord."))  # fmt: skip
            return redirect("letters")
        if not parent.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        issue = digest.prepare(parent, audience, timezone.now())
        keep(issue, parent, request.user)
        return redirect("wagtailadmin_pages:edit", issue.pk)


@transaction.atomic
def keep(issue: IssuePage, parent: NewsletterPage, user):
    """A draft at a free address; whoever prepares another one at that moment waits."""
    hold(parent.page_ptr)
    issue.live, issue.owner = False, user
    issue.slug = free_slug(parent, issue.slug)
    parent.add_child(instance=issue)
    issue.save_revision(user=user, log_action=True)


def free_slug(parent, wanted: str) -> str:
    # Not `get_children`: it asks nothing where there was no child yet.
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)


class IssueView(Screen):
    """Sending an issue: to oneself, then to everybody; and what became of it."""

    template_name = "newsletter/admin/issue.html"
    page_title = gettext_lazy("Envoyer la lettre")

    @cached_property
    def issue(self) -> IssuePage:
        return get_object_or_404(
            IssuePage.objects.select_related("locale", "sending"), pk=self.kwargs["pk"]
        )

    @property
    def breadcrumbs_items(self):
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": reverse_lazy("letters"), "label": _("La lettre")},
            {"url": "", "label": self.issue.title},
        ]

    def get_page_subtitle(self):
        return self.issue.title

    def get_context_data(self, **kwargs):
        issue, sent = self.issue, getattr(self.issue, "sending", None)
        refused = ""
        try:
            if sent is None:
                sending.check(issue)
        except NotReadyError as error:
            refused = str(error)
        bounces = Bounce.objects.filter(issue=issue)
        return super().get_context_data(**kwargs) | {
            "issue": issue,
            "sending": sent,
            "figures": sending.figures(sent) if sent else None,
            "bounces": bounces.values("status", "reason").annotate(total=Count("pk")).order_by("-total", "status")[:20],
            "readers": sending.readers(issue.audience, issue.language, timezone.now()).count(),
            "refused": refused,
            "may_send": self.request.user.has_perm(NEEDED),
        }  # fmt: skip

    def post(self, request, pk):
        if "try" in request.POST:
            return self.send_to_oneself()
        if not request.user.has_perm(NEEDED):
            raise PermissionDenied
        now = timezone.now()
        if "stop" in request.POST:
            sent = get_object_or_404(Sending, issue=self.issue)
            sending.stop(sent, now)
            log(instance=self.issue, action=STOPPED, user=request.user)
            messages.success(request, _("L'envoi est arrêté : ce qui n'était pas parti ne partira pas."))  # fmt: skip
            return redirect("letter", pk)
        try:
            sending.begin(self.issue, request.user, now)
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            log(instance=self.issue, action=SENT, user=request.user)
            messages.success(request, _("L'envoi commence dans la minute. Vous pouvez fermer cette page."))  # fmt: skip
        return redirect("letter", pk)

    def send_to_oneself(self):
        """The draft as it is, to whoever asks; its link to leave leads nowhere."""
        draft, user, now = (
            self.issue.get_latest_revision_as_object(),
            self.request.user,
            timezone.now(),
        )
        made = letters.letter(letters.frozen(draft), draft.language, draft.audience, Pillar.values)  # fmt: skip
        if made is None:
            messages.error(self.request, _("Ce numéro n'a rien à lire."))
            return redirect("letter", draft.pk)
        mail = mailing.write(
            mailing.render(made),
            to=user.email,
            key=f"essai:{draft.pk}:{user.pk}:{now:%Y%m%d%H%M}",
            purpose="essai de la lettre",
            at=now,
            is_urgent=True,
        )
        mailing.post(mail)
        messages.success(self.request, _("L'essai part vers %(address)s.") % {"address": user.email})  # fmt: skip
        return redirect("letter", draft.pk)


def url_of(issue) -> str:
    return reverse("letter", args=[issue.pk])


urlpatterns = [
    path("lettre/", LettersView.as_view(), name="letters"),
    path("lettre/<int:pk>/", IssueView.as_view(), name="letter"),
]
