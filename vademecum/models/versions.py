"""
The versions of figures: an append-only chain that outlives everything around it.

A version keeps the very bytes that `/c/<id>/v/<n>/` answers. It depends on no revision
row, slug, place in the tree or template of the day, and each one seals the one before:

    sha256(n) = SHA-256( sha256(n-1) + everything that version n states )

A version that corrects an error says why. As it belongs to the chain, a correction
can't be taken back: another one corrects it.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.models import SealedModel, SealedQuerySet
from core.typography import typeset_html

PAYLOAD_FIELDS = (
    "identifier",
    "title",
    "value",
    "value_high",
    "unit",
    "counts",
    "population",
    "sample",
    "method",
    "caveat",
    "period_start",
    "period_end",
    "source_title",
    "source_publisher",
    "source_url",
    "source_read_on",
)


def payload_of(figure) -> dict:
    """What a version states, as plain data."""
    values = {name: getattr(figure, name) for name in PAYLOAD_FIELDS}
    for name in ("value", "value_high"):
        if values[name] is not None:
            values[name] = f"{values[name].normalize():f}"
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }


def now() -> datetime:
    """To the millisecond: what a backup (`dumpdata`) keeps of an instant."""
    instant = timezone.now()
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class ChiffreVersionManager(models.Manager.from_queryset(SealedQuerySet)):
    @transaction.atomic
    def append(self, figure, reason: str = "", reason_en: str = ""):
        """Add a version if the figure says something new; return it, or None."""
        last = (
            self.select_for_update()
            .filter(identifier=figure.identifier)
            .order_by("-number")
            .first()
        )
        payload = json.dumps(payload_of(figure), ensure_ascii=False, sort_keys=True)
        if last is not None and last.payload == payload:
            return None
        version = self.model(
            identifier=figure.identifier,
            number=last.number + 1 if last else 1,
            published_at=now(),
            payload=payload,
            # The first version corrects nothing.
            reason=reason if last else "",
            reason_en=reason_en if last else "",
        )
        with translation.override("fr"):
            document = render_to_string(
                "vademecum/figure_version.html",
                {"figure": figure, "version": version, "previous": last},
            )
        # Now or never: what is sealed is not typeset on its way out.
        version.document = typeset_html(document, "fr")
        version.sha256 = version.seal(last.sha256 if last else "")
        version.save(force_insert=True)
        return version

    def with_corrections(self):
        """The whole chains in which something was corrected, without their documents."""
        corrected = self.exclude(reason="").values("identifier")
        return self.filter(identifier__in=corrected).defer("document")


class ChiffreVersion(SealedModel):
    """One published state of a figure, for ever."""

    identifier = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    payload = models.TextField()
    reason = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    document = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = ChiffreVersionManager()

    class Meta:
        ordering = ["identifier", "number"]
        verbose_name = _("version d'un chiffre")
        verbose_name_plural = _("versions des chiffres")
        constraints = [
            models.UniqueConstraint(
                fields=["identifier", "number"], name="unique_figure_version"
            )
        ]

    def __str__(self):
        return f"{self.identifier} v{self.number}"

    @property
    def states(self) -> dict:
        return json.loads(self.payload)

    def seal(self, previous: str) -> str:
        """The SHA-256 of all that this version states and of the seal before it."""
        states = {
            "identifier": self.identifier,
            "number": self.number,
            "published_at": self.published_at.astimezone(UTC).isoformat(),
            "payload": self.payload,
            "reason": self.reason,
            "reason_en": self.reason_en,
            "document": self.document,
        }
        text = json.dumps(states, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256((previous + text).encode()).hexdigest()
