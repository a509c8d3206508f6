from django.db.models import Count, OuterRef, Subquery, Sum
from wagtail.models import Page
from wagtail.query import PageQuerySet


class ParcoursQuerySet(PageQuerySet):
    def with_totals(self):
        """Each with `etape_count` and `minutes`, added up by the database."""
        etapes = (
            Page.objects.filter(
                live=True,
                path__startswith=OuterRef("path"),
                depth=OuterRef("depth") + 1,
            )
            .order_by()
            .values("depth")
        )
        return self.annotate(
            etape_count=Subquery(etapes.annotate(total=Count("pk")).values("total")),
            minutes=Subquery(
                etapes.annotate(total=Sum("etapepage__duration_minutes")).values(
                    "total"
                )
            ),
        )
