import secrets
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import SealedModel

from .learning import Learner

LIST_SIZE = 131_072  # the least that W3C allows: one attestation hides among so many
MOST_IN_A_LIST = 100_000  # beyond, drawing a free place would take too many tries


class Achievement(SealedModel):
    """
    What a version of a parcours asked, in words, when it was attested the first time.

    Never changed: an attestation says the same whatever the parcours becomes.
    """

    parcours = models.UUIDField()
    version = models.PositiveIntegerField()
    content = models.JSONField()  # by language
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ce qu'atteste une attestation")
        verbose_name_plural = _("ce qu'attestent les attestations")
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "version"], name="unique_achievement"
            )
        ]

    def __str__(self):
        return f"{self.title} v{self.version}"

    @property
    def title(self) -> str:
        return self.words("fr")["title"]

    def words(self, language: str) -> dict:
        """What was asked, in a language; else in the one it was written in."""
        return self.content.get(language) or next(iter(self.content.values()))


class StatusList(models.Model):
    """A published list that says, place by place, what was revoked."""

    number = models.PositiveIntegerField(primary_key=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("liste d'états")
        verbose_name_plural = _("listes d'états")

    def __str__(self):
        return str(self.number)


class StatusEntryQuerySet(models.QuerySet):
    @transaction.atomic
    def draw(self) -> "StatusEntry":
        """A place that nobody holds, drawn at random: it says nothing of an order."""
        last = StatusList.objects.order_by("number").last()
        if last is None or self.filter(list=last).count() >= MOST_IN_A_LIST:
            number = last.number + 1 if last else 1
            last, _is_new = StatusList.objects.get_or_create(number=number)
        while True:
            try:
                with transaction.atomic():
                    return self.create(list=last, index=secrets.randbelow(LIST_SIZE))
            except IntegrityError:  # it is held
                continue

    @transaction.atomic
    def revoke(self) -> None:
        """Revoke all of these for ever, and date the lists that say so."""
        found = self.filter(is_revoked=False)
        lists = set(found.values_list("list", flat=True))
        keys = list(found.values_list("pk", flat=True))
        StatusEntry.objects.filter(pk__in=keys).update(is_revoked=True)
        StatusList.objects.filter(pk__in=lists).update(changed_at=timezone.now())


class StatusEntry(models.Model):
    """
    The place of an attestation in a list; it says nothing of whose it is.

    It outlives the attestation: a copy of what was erased must stay revoked.
    """

    list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, related_name="entries"
    )
    index = models.PositiveIntegerField()
    is_revoked = models.BooleanField(default=False)

    objects = StatusEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("place dans une liste d'états")
        verbose_name_plural = _("places dans les listes d'états")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "index"], name="unique_status_entry"
            )
        ]

    def __str__(self):
        return f"{self.list_id}#{self.index}"


class AttestationQuerySet(models.QuerySet):
    def shown(self):
        """With all that a page or a file says of each, in one statement."""
        return self.select_related("achievement", "status")


class Attestation(models.Model):
    """A learner did a version of a parcours: what was handed over to them, as signed."""

    # The address: nobody guesses it, whoever holds it may read.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="attestations"
    )
    achievement = models.ForeignKey(
        Achievement,
        on_delete=models.PROTECT,
        related_name="attestations",
        verbose_name=_("parcours"),
    )
    status = models.OneToOneField(StatusEntry, on_delete=models.PROTECT)
    # What the learner chose to print, erased with them; none is needed.
    name = models.CharField(_("nom imprimé"), max_length=100, blank=True)
    completed_at = models.DateTimeField(_("terminé le"))
    issued_at = models.DateTimeField(_("délivrée le"))
    credential = models.TextField()  # the very bytes that were signed
    # One of two learners who became one: both had an attestation, both hold.
    is_merged = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(_("révoquée le"), null=True, editable=False)
    reason = models.CharField(
        _("motif"),
        max_length=250,
        blank=True,
        help_text=_("Affiché sur la page de l'attestation : n'y nommez personne."),
    )

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        permissions = [("revoke_attestation", _("Peut révoquer une attestation"))]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "achievement"],
                condition=models.Q(is_merged=False),
                name="unique_attestation",
            )
        ]

    def __str__(self):
        return str(self.uid)

    def clean(self):
        if self.revoked_at is not None:
            raise ValidationError(_("Cette attestation est déjà révoquée."))
        if not self.reason.strip():
            raise ValidationError({"reason": _("Dites pourquoi, en une phrase.")})

    @property
    def is_valid(self) -> bool:
        return not self.status.is_revoked
