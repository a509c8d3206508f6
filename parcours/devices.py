"""
One learner on several devices: a code to type, an address to confirm, and merging.

Nothing here is kept as it was typed: codes and addresses are sealed with the site's
secret, so that a stolen database opens nobody's progress and names nobody.
"""

import secrets
import unicodedata
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from . import codes, groups, outbox
from .attestation import issuing
from .models import Learner, LearnerCode, LearnerMail
from .progress import alone

CODE_LENGTH = 12  # 55 bits, and one character that checks
CODE_LASTS = timedelta(days=30)
MAIL_CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5


def seal(what: str, value: str) -> str:
    return salted_hmac(f"parcours.{what}", value, algorithm="sha256").hexdigest()


# --- Merging ----------------------------------------------------------------------


@transaction.atomic
def merge(learner: Learner, other: Learner) -> Learner:
    """
    One learner of two: the union of what they did, whichever is merged into the other.

    The keys, codes and addresses of both go on opening it.
    """
    pair = sorted((learner, other), key=lambda each: each.pk)
    for each in pair:
        alone(each)
    if learner.pk == other.pk:
        return learner
    kept, gone = pair  # the elder: the result does not depend on who asks
    outbox.merge(kept, gone)
    gone.events.all().hand_over(kept)
    groups.hand_over(gone, kept)
    issuing.hand_over(gone, kept)
    for rows in (gone.keys, gone.codes, gone.mails):
        rows.update(learner=kept)
    gone.delete()
    kept.keys.create(key=gone.key)
    return kept


@transaction.atomic
def open_here(found: Learner, here: Learner | None) -> tuple[Learner, str]:
    """Bring a learner to this device, with what it has; the key that the device holds."""
    if here is None:
        alone(found)
        return found, found.keys.create().key
    if here.pk == found.pk:
        return here, here.key
    return merge(found, here), here.key


# --- Codes ------------------------------------------------------------------------


def new_code(learner: Learner) -> str:
    """A code to write down, shown once; the ones before it open nothing any more."""
    code = codes.draw(CODE_LENGTH)
    with transaction.atomic():
        alone(learner)
        revoke(learner)
        learner.codes.create(
            sealed=seal("code", code), expires_at=timezone.now() + CODE_LASTS
        )
    return codes.grouped(code, 4)


def revoke(learner: Learner) -> None:
    learner.codes.all().delete()


def read_code(typed: str) -> str | None:
    return codes.read(typed, CODE_LENGTH)


def opened_by(code: str) -> Learner | None:
    """The learner that a code opens today."""
    row = (
        LearnerCode.objects.filter(
            sealed=seal("code", code), expires_at__gt=timezone.now()
        )
        .select_related("learner")
        .first()
    )
    return row and row.learner


# --- Addresses --------------------------------------------------------------------


def seal_address(address: str) -> str:
    return seal("address", unicodedata.normalize("NFKC", address).strip().casefold())


def new_mail_code(address: str) -> str:
    """Six digits to send to an address; the ones sent before are worth nothing."""
    forget_expired(timezone.now())
    code = f"{secrets.randbelow(10**6):06}"
    sealed = seal_address(address)
    LearnerMail.objects.update_or_create(
        address=sealed,
        defaults={
            "sealed": seal("mail", f"{sealed}:{code}"),
            "sent_at": timezone.now(),
            "tries": 0,
        },
    )
    return code


def forget_expired(at: datetime) -> None:
    """Addresses typed and never confirmed are not ours to keep, nor codes that open nothing."""
    LearnerMail.objects.filter(learner=None, sent_at__lt=at - MAIL_CODE_LASTS).delete()
    LearnerCode.objects.filter(expires_at__lte=at).delete()


@transaction.atomic
def confirm(
    address: str, code: str, here: Learner | None
) -> tuple[Learner, str] | None:
    """Open what an address opens, and bind it to what this device has; None if wrong."""
    rows = LearnerMail.objects.select_for_update().filter(
        address=seal_address(address),
        tries__lt=MOST_TRIES,
        sent_at__gt=timezone.now() - MAIL_CODE_LASTS,
    )
    row = rows.exclude(sealed="").first()
    if row is None:
        return None
    rows.filter(pk=row.pk).update(tries=F("tries") + 1)
    if not constant_time_compare(row.sealed, seal("mail", f"{row.address}:{code}")):
        return None
    found = Learner.objects.filter(pk=row.learner_id).first()
    if found is None:
        learner = here or Learner.objects.create()
        alone(learner)
        key = learner.key
    else:
        learner, key = open_here(found, here)
    LearnerMail.objects.filter(pk=row.pk).update(learner=learner, sealed="")
    return learner, key
