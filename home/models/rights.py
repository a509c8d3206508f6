from django.contrib.auth.models import Group
from django.db import models


class GivenRight(models.Model):
    """A right that the software gave to a group: once, so that what is taken back stays so."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="given_rights"
    )
    right = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "right"], name="each_right_once")
        ]

    def __str__(self):
        return f"{self.group_id} {self.right}"
