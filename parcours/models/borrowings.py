from django.db import models
from django.utils.translation import gettext_lazy as _

from core.listings import public
from parcours.networks.comparing import Comparison, comparison
from parcours.networks.merging import Loan


class BorrowingQuerySet(models.QuerySet):
    def inside(self, page):
        """What was borrowed by a parcours, or by all those of a network."""
        return self.filter(etape__path__startswith=page.path)

    def comparisons(self) -> list[Comparison]:
        """Each beside its source, in two statements whatever their number."""
        rows = list(self.select_related("etape__locale", "etape__latest_revision"))
        etapes = self.model._meta.get_field("etape").related_model.objects
        keys = {row.source for row in rows}
        found = public(etapes.live().filter(translation_key__in=keys))
        sources = {(page.translation_key, page.locale_id): page for page in found}
        return [
            comparison(row, sources.get((row.source, row.etape.locale_id)))
            for row in rows
        ]


class Borrowing(models.Model):
    """
    The source of an étape that a network borrowed, and what that source said then.

    The source is named by its translation key, and what it said is kept whole: pages and
    revisions may be deleted, this stays.
    """

    etape = models.OneToOneField(
        "parcours.EtapePage", on_delete=models.CASCADE, related_name="borrowing"
    )
    source = models.UUIDField(db_index=True)
    # As they were called: shown once the source is gone.
    source_title = models.CharField(max_length=255)
    parcours_title = models.CharField(max_length=255)
    # What of the source ours comes from, and its fingerprint.
    base = models.JSONField()
    digest = models.CharField(max_length=64)
    # Changes of the source that were declined, by their key (`merging.Loan`).
    declined = models.JSONField(default=dict)
    # The day of the version of the source that ours comes from.
    version_at = models.DateTimeField()
    borrowed_at = models.DateTimeField()

    objects = BorrowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape empruntée")
        verbose_name_plural = _("étapes empruntées")

    def __str__(self):
        return f"{self.source_title} → {self.etape_id}"

    @property
    def loan(self) -> Loan:
        return Loan(self.base, self.declined)
