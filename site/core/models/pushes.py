from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedPush(models.Model):
    """A feed that changed, of which the hub is to be told; `core.feeds.websub` is its only writer."""

    topic = models.CharField(max_length=500, primary_key=True)  # its address
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("annonce d'un fil")
        verbose_name_plural = _("annonces des fils")

    def __str__(self):
        return self.topic
