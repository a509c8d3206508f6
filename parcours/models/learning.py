import secrets
import uuid

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import SealedModel, SealedQuerySet
from parcours.versions import Version


def new_key() -> str:
    return secrets.token_urlsafe(24)


class LearnerManager(models.Manager):
    def holding(self, key: str):
        """The learner that a device's key opens, its own or that of a device merged."""
        # Two statements that an index answers, rather than one that reads every learner.
        code = LearnerCode.objects.filter(
            learner=models.OuterRef("pk"), expires_at__gt=timezone.now()
        )
        rows = self.annotate(
            attestation_count=models.Count("attestations"), has_code=models.Exists(code)
        )
        found = rows.filter(key=key).first() or rows.filter(keys__key=key).first()
        if found is not None:
            found.held_key = key
        return found


class Learner(models.Model):
    """Somebody who asked to keep their progress. Nothing here says who."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LearnerManager()

    # The key that the device which asks holds: its own, until `holding` says another.
    held_key = ""

    class Meta:
        verbose_name = _("apprenant")
        verbose_name_plural = _("apprenants")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class LearnerKey(models.Model):
    """The key of another device of a learner: one that was merged, or that a code opened."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=40, unique=True, default=new_key)

    class Meta:
        verbose_name = _("autre appareil")
        verbose_name_plural = _("autres appareils")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class LearnerEventQuerySet(SealedQuerySet):
    def hand_over(self, learner: Learner):
        """Give these events to the learner that theirs becomes; what they say stays."""
        models.QuerySet(self.model).filter(pk__in=self.values("pk")).update(
            learner=learner
        )


class LearnerEvent(SealedModel):
    """
    Something a learner did, for ever as it was done: rows are only added.

    Étapes and parcours are named by translation key, so that progress follows the
    learner from one language to the other. Erasing the learner erases them all.
    """

    class Kind(models.TextChoices):
        START = "start", _("parcours commencé")
        DONE = "done", _("étape faite")
        ANSWER = "answer", _("réponse")
        DRAFT = "draft", _("brouillon")
        DEADLINE = "deadline", _("échéance")
        UPGRADE = "upgrade", _("nouvelle version suivie")

    # Two devices may send the same event twice: it is the same one.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # A parcours begun, upgraded or to finish; else an étape, done, answered or to do.
    parcours = models.UUIDField(null=True, blank=True)
    etape = models.UUIDField(null=True, blank=True)
    # The block that was answered, empty for the étape as a whole.
    block = models.CharField(max_length=36, blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = LearnerEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["learner", "etape"])]
        verbose_name = _("trace d'apprentissage")
        verbose_name_plural = _("traces d'apprentissage")

    def __str__(self):
        return f"{self.get_kind_display()} {self.etape or self.parcours}"


class ParcoursVersionManager(models.Manager.from_queryset(SealedQuerySet)):
    def in_force(self, current: Version) -> "ParcoursVersion":
        """The row of what a parcours asks today, added if it asks something new."""
        last = self.filter(parcours=current.parcours).order_by("-number").first()
        if last is not None and last.version.asks == current.asks:
            return last
        try:
            with transaction.atomic():
                return self.create(
                    parcours=current.parcours,
                    number=last.number + 1 if last else 1,
                    content=current.as_json(),
                    at=timezone.now(),
                )
        except IntegrityError:  # somebody began at the same instant, and added it
            return self.in_force(current)


class ParcoursVersion(SealedModel):
    """
    What a parcours asked when somebody began it: its étapes in order, what each requires.

    Rows are only added, the first time that a learner begins or adopts what is published.
    """

    parcours = models.UUIDField()
    number = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    objects = ParcoursVersionManager()

    class Meta:
        ordering = ["parcours", "number"]
        verbose_name = _("version d'un parcours")
        verbose_name_plural = _("versions des parcours")
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "number"], name="unique_parcours_version"
            )
        ]

    def __str__(self):
        return f"{self.parcours} v{self.number}"

    @property
    def version(self) -> Version:
        return Version.from_json(self.parcours, self.number, self.content)


class LearnerCode(models.Model):
    """A short code that opens a learner's progress on another device, kept hashed."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="codes")
    sealed = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code d'un apprenant")
        verbose_name_plural = _("codes des apprenants")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.learner_id}"


class LearnerMail(models.Model):
    """
    An address that opens a learner's progress; only its fingerprint is kept.

    Without a learner, an address that somebody typed and has not confirmed yet.
    """

    address = models.CharField(max_length=64, unique=True)
    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="mails", null=True
    )
    # The code that was sent, hashed; none once it has served.
    sealed = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("adresse d'un apprenant")
        verbose_name_plural = _("adresses des apprenants")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
