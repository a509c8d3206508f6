"""What an announcement still lacks, and after it what readers wait for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jeudis import weeks
from jeudis.series import Series

TRANSCRIPT_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Check:
    """One thing to look at: where it is in the form, whether nothing goes without it."""

    name: str
    label: str
    is_done: bool
    field: str
    is_blocking: bool = False


def before(jeudi) -> list[Check]:
    """What a reader of the announcement needs, in the order of the form."""
    image = jeudi.listing_image
    day = timezone.localdate(jeudi.starts_at) if jeudi.starts_at else None
    checks = [
        Check("title", _("Un titre, pas seulement sa date"), has_title(jeudi, day), "title"),
        Check("summary", _("Un chapô d'une ou deux phrases"), bool(jeudi.introduction.strip()), "introduction", True),
        Check("speaker", _("Un intervenant"), bool(jeudi.speakers.get_object_list()) if jeudi.pk else False, "speakers"),
        Check("link", _("Un lien pour suivre le direct"), bool(jeudi.join_url) or not is_online(jeudi), "join_url"),
        Check("alternative", _("Un texte de remplacement pour l'image"), has_alternative(image), "listing_image", True),
        Check("day", _("Un jour et une heure"), day is not None, "starts_at", True),
    ]  # fmt: skip
    if day and (name := weeks.holiday(day)):
        checks.append(Check("holiday", _("Ce jour est férié : %s") % name, False, "starts_at"))  # fmt: skip
    if day and weeks.is_third(day) and jeudi.series != Series.PROSPECTIVE:
        checks.append(Check("series", _("Troisième jeudi du mois : est-ce le cycle prospectif ?"), False, "series"))  # fmt: skip
    return checks


def has_title(jeudi, day) -> bool:
    return bool(jeudi.title.strip()) and (
        day is None or jeudi.title != weeks.provisional_title(day)
    )


def has_alternative(image) -> bool:
    """Whether a picture, when there is one, says what it shows."""
    return image is None or bool(image.description.strip())


def is_online(jeudi) -> bool:
    return jeudi.format in (jeudi.Format.WEBINAIRE, jeudi.Format.LIVE)


def is_spoken(jeudi) -> bool:
    return jeudi.format not in (jeudi.Format.ARTICLE, jeudi.Format.RECIT)


@dataclass(frozen=True)
class Due:
    """What readers wait for after a Jeudi, and since when."""

    jeudi: object
    what: str
    due_on: date
    is_late: bool


def after(jeudis, at: datetime) -> list[Due]:
    """Recordings and texts that are missing: a recording in a week, a text in thirty days."""
    found = []
    for jeudi in jeudis:
        if jeudi.is_cancelled or jeudi.ends_at > at or not is_spoken(jeudi):
            continue
        wanted = []
        if not jeudi.has_replay:
            wanted.append((_("enregistrement"), timedelta(days=7)))
        if not jeudi.has_text:
            wanted.append((_("transcription"), TRANSCRIPT_WITHIN))
        for what, delay in wanted:
            due_on = timezone.localdate(jeudi.ends_at) + delay
            found.append(Due(jeudi, what, due_on, due_on < timezone.localdate(at)))
    return sorted(found, key=lambda due: due.due_on)
