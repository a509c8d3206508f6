from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from .learning import Learner


class LearnerGroupQuerySet(models.QuerySet):
    def open_on(self, day: date):
        """The last day counts; the day after, a group is as if it had never been."""
        return self.filter(ends_on__gte=day)


class LearnerGroup(models.Model):
    """People who follow a parcours together, and the one who leads them."""

    # The facilitator keeps their groups as a learner keeps their progress: no account.
    owner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="groups")
    parcours = models.UUIDField()
    title = models.CharField(max_length=80)
    # In clear: it is printed, shown on a screen, and only lets one join.
    code = models.CharField(max_length=12, unique=True)
    ends_on = models.DateField()
    # What the facilitator may read of those who stay hidden: see `groups.published`.
    published = models.JSONField(default=dict)

    objects = LearnerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("groupe d'apprenants")
        verbose_name_plural = _("groupes d'apprenants")

    def __str__(self):
        return self.title


class Membership(models.Model):
    """Somebody in a group, shown under a name that they chose, or hidden."""

    group = models.ForeignKey(
        LearnerGroup, on_delete=models.CASCADE, related_name="memberships"
    )
    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, related_name="memberships"
    )
    name = models.CharField(max_length=40, blank=True)  # none: hidden
    # The digest of what was counted of them in the last figures published, if they were.
    counted = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("membre d'un groupe")
        verbose_name_plural = _("membres des groupes")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "learner"], name="one_membership_in_a_group"
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_hidden(self) -> bool:
        return not self.name
