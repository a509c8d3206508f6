from datetime import date, datetime

from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import calendars


class OccasionVersion(models.Model):
    """
    How many times date, state or place of something to attend have changed.

    Subscribers' calendars keep the SEQUENCE that they read: it must never go back. It is
    therefore not a field of the page, which an older revision would bring back, nor a
    count of revisions, which may be purged; and it outlives the page.
    """

    key = models.UUIDField(primary_key=True)  # the translation key of the page
    facts = models.TextField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version d'un rendez-vous")
        verbose_name_plural = _("versions des rendez-vous")

    def __str__(self):
        return f"{self.key} ({self.sequence})"


class OccasionMixin(RoutablePageMixin, models.Model):
    """A page of something to attend: in the calendars, and a calendar by itself."""

    class Meta:
        abstract = True

    def occasion(self) -> calendars.Occasion | None:
        """What the calendars say of it; nothing before its date is known."""
        raise NotImplementedError

    def starts_next(self, at: datetime) -> datetime | date | None:
        """When it takes place, the next time if it comes again; nothing if it does not."""
        occasion = self.occasion()
        if occasion is None or occasion.status == calendars.Status.CANCELLED:
            return None
        return occasion.starts

    def fields_over(self, at: datetime) -> tuple[str, ...]:
        """The fields of the addresses that its readers are no longer given."""
        return ()

    @path("agenda.ics/")
    def calendar(self, request):
        page = type(self).objects.filter(pk=self.pk)
        return answer(request, self, sequenced(page), filename=self.slug)


def answer(request, page, pages, name="", filename="agenda"):
    """A calendar of some pages, which `sequenced` prepared, at the address of another."""
    return calendars.answer(
        request,
        name or page.title,
        [occasion for each in pages if (occasion := of(each))],
        language=page.language,
        path=page.href,
        description=page.summary,
        filename=filename,
    )


def sequenced(pages):
    """Pages of occasions with what their calendar has to say of changes; no statement more."""
    version = OccasionVersion.objects.filter(key=OuterRef("translation_key"))
    return pages.annotate(
        sequence=Subquery(version.values("sequence")[:1]),
        facts_changed_at=Subquery(version.values("changed_at")[:1]),
    ).select_related("locale")


def of(page) -> calendars.Occasion | None:
    """The occasion of a page, with its place in the order of its changes."""
    occasion = page.occasion()
    if occasion is None or getattr(page, "sequence", None) is None:
        return occasion
    return calendars.dated(occasion, page.sequence, page.facts_changed_at)


@transaction.atomic
def note(key, facts: str, at: datetime) -> OccasionVersion:
    """Remember what an occasion is now, and count one more if that changed."""
    OccasionVersion.objects.get_or_create(
        key=key, defaults={"facts": facts, "changed_at": at}
    )
    version = OccasionVersion.objects.select_for_update().get(key=key)
    if version.facts != facts:
        version.facts, version.changed_at = facts, at
        version.sequence += 1
        version.save()
    return version


def note_published(instance, **_signal):
    """A page went live: its calendar may have something to say."""
    # Wagtail also says « published » of what is only to be, at its minute.
    if not isinstance(instance, OccasionMixin) or not instance.live:
        return
    if occasion := instance.occasion():
        note(instance.translation_key, occasion.facts, timezone.now())
