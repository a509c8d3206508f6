from django.contrib.contenttypes.models import ContentType
from django.db import models


class LoadedEntry(models.Model):
    """What `load_content` wrote and as what, so that it never undoes an editor's change."""

    key = models.CharField(max_length=250, unique=True)
    digest = models.CharField(max_length=64)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    # The revision that the loader made: another one since then is an editor's work.
    revision_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = "loaded entry"
        verbose_name_plural = "loaded entries"

    def __str__(self):
        return self.key
