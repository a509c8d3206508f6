import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from core.choices import Audience, ChoicesField, Pillar
from core.listings import paginated, readable
from core.models import BasePage

from . import letters
from .blocks import IssueBlock
from .choices import Choices


class NewsletterPage(BasePage):
    """The letter: the form to receive it, and all that was sent."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsletter.IssuePage"]
    max_count_per_parent = 1
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("la lettre")
        verbose_name_plural = _("la lettre")

    def issues(self):
        """The issues of its own language: those of another are other letters."""
        rows = readable(IssuePage.objects.defer_streamfields(), self.language)
        rows = rows.filter(locale=self.locale_id)
        return rows.order_by("-dated_on", "-pk")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "issues": paginated(self.issues(), request),
            "rows": Choices.asked(request.GET).rows(),
        }


class IssuePage(BasePage):
    """One letter to one public, in the language of its page."""

    parent_page_types = ["newsletter.NewsletterPage"]
    subpage_types = []
    schema_type = "Article"
    is_translated = False  # an issue of another language is another letter
    preview_modes = [
        ("", _("Page")),
        ("mail", _("Courriel")),
        ("text", _("Courriel, en texte")),
    ]

    audience = models.CharField(
        _("public"),
        max_length=20,
        choices=Audience,
        help_text=_(
            "La lettre va à qui a choisi ce public, dans la langue de la page."
        ),
    )
    dated_on = models.DateField(_("date"), default=timezone.localdate)
    body = StreamField(IssueBlock(), verbose_name=_("contenu"))

    content_panels = [*BasePage.content_panels, "audience", "dated_on", "body"]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("audience"),
        index.FilterField("dated_on"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("audience"),
        APIField("dated_on"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("numéro de la lettre")
        verbose_name_plural = _("numéros de la lettre")

    def get_context(self, request, *args, **kwargs):
        others = NewsletterPage.issues(self).exclude(pk=self.pk)
        return super().get_context(request, *args, **kwargs) | {"others": others[:3]}

    def linked_data(self, context):
        return super().linked_data(context) | {"datePublished": self.dated_on}

    def serve_preview(self, request, mode_name):
        if mode_name in ("mail", "text"):
            return letters.preview(self, as_text=mode_name == "text")
        return super().serve_preview(request, mode_name)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def pillars_of(audience: Audience) -> ChoicesField:
    return ChoicesField(audience.label, values=Pillar, blank=True)


class Subscriber(models.Model):
    """
    Somebody who receives the letter, or asked for it and has not confirmed: an address.

    The row goes at once when one leaves, after two days if nobody confirmed it, and when
    the address turns out not to exist.
    """

    address = models.CharField(_("adresse"), max_length=254)
    language = models.CharField(_("langue"), max_length=10)
    # The cells of the grid: for each public, the pillars.
    institutions = pillars_of(Audience.INSTITUTIONS)
    academiques = pillars_of(Audience.ACADEMIQUES)
    medias = pillars_of(Audience.MEDIAS)
    # What its links hold; nobody guesses it, and it goes with the row.
    token = models.CharField(max_length=50, unique=True, default=new_token)
    # What the keys of its mails hold: a refusal that comes back names it.
    reference = models.UUIDField(unique=True, default=uuid.uuid4)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True)

    class Meta:
        verbose_name = _("abonnement")
        verbose_name_plural = _("abonnements")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                Lower("address"), name="one_subscription_an_address"
            )
        ]

    def __str__(self):
        return str(self.reference)

    @property
    def choices(self) -> Choices:
        return Choices({name: tuple(getattr(self, name)) for name in Audience.values})

    @choices.setter
    def choices(self, choices: Choices):
        for name in Audience.values:
            setattr(self, name, list(choices.pillars.get(name, ())))


class Sending(models.Model):
    """An issue on its way: what it said when it was sent, and how far it is."""

    issue = models.OneToOneField(
        IssuePage, on_delete=models.CASCADE, related_name="sending"
    )
    audience = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    content = models.JSONField()  # `letters.frozen`
    begun_at = models.DateTimeField(_("envoyé le"))
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("par"),
    )
    # The last subscriber for whom a mail was written, or who had nothing to read.
    reached = models.BigIntegerField(default=0)
    written = models.PositiveIntegerField(_("courriels"), default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        default_permissions = ()
        permissions = [("send_issue", _("Peut envoyer la lettre"))]

    def __str__(self):
        return f"{self.issue_id}, {self.begun_at:%Y-%m-%d}"


class Bounce(models.Model):
    """A mail of an issue that was refused: when and why, never for whom once it is erased."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="bounces"
    )
    issue = models.ForeignKey(
        IssuePage, on_delete=models.SET_NULL, null=True, related_name="bounces"
    )
    status = models.CharField(_("code"), max_length=20)  # RFC 3463: 5.1.1
    reason = models.CharField(_("raison"), max_length=500, blank=True)
    noted_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("refus")
        verbose_name_plural = _("refus")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("subscriber", "issue", name="one_bounce_a_mail")
        ]

    def __str__(self):
        return self.status
