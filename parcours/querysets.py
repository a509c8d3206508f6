from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.listings import public


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


class PrerequisiteQuerySet(models.QuerySet):
    def required_by(self, keys: Iterable[UUID]) -> dict[UUID, set[UUID]]:
        """
        The published parcours to complete with each of these, by translation key.

        Nobody is kept from reading or doing: it is the attestation that waits.
        """
        rows = self.filter(
            kind=self.model.Kind.REQUIRED,
            parcours__translation_key__in=list(keys),
            parcours__live=True,
            prerequisite__in=public(Page.objects.live()).values("pk"),
        ).values_list("parcours__translation_key", "prerequisite__translation_key")
        found = defaultdict(set)
        for key, wanted in rows:
            found[key].add(wanted)
        return found
