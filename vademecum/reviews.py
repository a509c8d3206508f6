"""Which figures are to be read again."""

from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from core.models import CheckedLink

from .models import ChiffreCle

SOON = timedelta(days=30)


def overdue(day: date):
    """The figures whose day of review has passed, the oldest first."""
    figures = ChiffreCle.objects.sources().filter(review_on__lt=day)
    return figures.select_related("owner").order_by("review_on", "pk")


def due_soon(day: date):
    """The figures to review from this day to thirty days later."""
    figures = ChiffreCle.objects.sources().filter(
        review_on__gte=day, review_on__lte=day + SOON
    )
    return figures.select_related("owner").order_by("review_on", "pk")


def without_source():
    """The published figures whose source has been silent for days, and since when."""
    link = CheckedLink.objects.filter(url=OuterRef("source_url"))
    figures = ChiffreCle.objects.live().sources()
    figures = figures.annotate(silent_since=Subquery(link.values("dead_since")[:1]))
    silent = figures.filter(silent_since__isnull=False)
    return silent.select_related("owner").order_by("silent_since", "pk")
