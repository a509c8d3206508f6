"""Which figures are to be read again."""

from datetime import date, timedelta

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
