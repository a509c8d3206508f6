"""The only writer of accreditations and of who read what."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import frame
from core.mailing import Button, Letter, Paragraph, post, withdraw, write
from news.models import Accreditation, EmbargoReading

READINGS_LAST = timedelta(days=365)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def holder(key: str) -> Accreditation | None:
    """Whose link it is; nobody once it was revoked or replaced."""
    return Accreditation.objects.filter(
        key_hash=digest(key), revoked_at__isnull=True
    ).first()


@transaction.atomic
def give_link(accreditation: Accreditation, at: datetime) -> str:
    """A new link, mailed to its holder; the one before opens nothing any more."""
    key = secrets.token_urlsafe(24)
    withdraw(mail_key(accreditation), at)
    accreditation.key_hash = digest(key)
    accreditation.link_given_at, accreditation.revoked_at = at, None
    accreditation.save()
    link = address(accreditation, key)
    post(letter(accreditation, link, at))
    return link


@transaction.atomic
def revoke(accreditation: Accreditation, at: datetime):
    withdraw(mail_key(accreditation), at)
    accreditation.key_hash, accreditation.revoked_at = "", at
    accreditation.save()


def note(accreditation: Accreditation, page, at: datetime):
    EmbargoReading.objects.create(
        accreditation=accreditation, page_id=page.pk, read_at=at
    )


def forget_readings(at: datetime):
    EmbargoReading.objects.filter(read_at__lte=at - READINGS_LAST).delete()


def address(accreditation: Accreditation, key: str) -> str:
    path = frame.address("press-desk", accreditation.language, key=key)
    return settings.WAGTAILADMIN_BASE_URL + path


def mail_key(accreditation: Accreditation) -> str:
    return f"press:{accreditation.pk}:"


def letter(accreditation: Accreditation, link: str, at: datetime):
    with override(accreditation.language):
        return write(
            Letter(
                language=accreditation.language,
                subject=_("Votre accès presse aux communiqués sous embargo"),
                why=_(
                    "Vous recevez ce courriel parce que notre service de presse vous a accrédité."
                ),
                parts=(
                    Paragraph(_("Bonjour %(name)s,") % {"name": accreditation.name}),
                    Paragraph(
                        _(
                            "Ce lien ouvre les communiqués que nous remettons sous "
                            "embargo. Il est personnel : ne le transmettez pas. Nous "
                            "gardons pendant un an la trace de ce qui est lu, et quand."
                        )
                    ),
                    Button(_("Ouvrir l'espace presse"), link),
                ),
            ),
            to=accreditation.email,
            key=f"{mail_key(accreditation)}{accreditation.key_hash[:16]}",
            purpose="press",
            at=at,
            is_urgent=True,
        )
