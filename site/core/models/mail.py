from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """
    A mail to send, written with what causes it; `core.mailing` is its only writer.

    What it says and whom to is erased as soon as it left.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        SENDING = "sending", _("En cours d'envoi")
        SENT = "sent", _("Envoyé")
        REFUSED = "refused", _("Refusé par le serveur")
        DOUBTFUL = "doubtful", _("Incertain : peut-être parti, jamais renvoyé")
        LATE = "late", _("Abandonné : il arriverait trop tard")
        WITHDRAWN = "withdrawn", _("Retiré avant l'envoi")

    # Says what the mail is for: the same cause never makes two of them.
    key = models.CharField(max_length=200, unique=True)
    purpose = models.CharField(_("objet"), max_length=50)
    to = models.CharField(_("à"), max_length=320)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    files = models.JSONField(default=list)  # [{"name", "type", "text"}]
    # What a refusal that comes back by mail names.
    message_id = models.CharField(max_length=200, db_index=True)
    is_urgent = models.BooleanField(default=False)  # somebody waits for it

    state = models.CharField(
        _("état"), max_length=10, choices=State, default=State.WAITING
    )
    reason = models.TextField(_("raison"), blank=True)
    created_at = models.DateTimeField(_("écrit le"))
    due_at = models.DateTimeField()
    useless_after = models.DateTimeField()
    # Who is at it: worth something until the lease is over, and before `begun_at` only.
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        indexes = [models.Index("state", "due_at", name="mail_to_send")]

    def __str__(self):
        return self.key
