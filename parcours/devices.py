"""
One learner on several devices: a code to type, an address to confirm, and merging.

Nothing here is kept as it was typed: codes and addresses are sealed with the site's
secret, so that a stolen database opens nobody's progress and names nobody.
"""

import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Learner, LearnerCode, LearnerMail
from .progress import alone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O nor U
READ_AS = str.maketrans("ILO", "110")
CODE_LENGTH = 12  # eleven drawn at random, 55 bits, and one that checks
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
    gone.events.all().hand_over(kept)
    for rows in (gone.keys, gone.codes, gone.mails):
        rows.update(learner=kept)
    gone.delete()
    kept.keys.create(key=gone.key)
    return kept


def open_here(found: Learner, here: Learner | None) -> tuple[Learner, str]:
    """Bring a learner to this device, with what it has; the key that the device holds."""
    if here is None:
        return found, found.keys.create().key
    if here.pk == found.pk:
        return here, here.key
    return merge(found, here), here.key


# --- Codes ------------------------------------------------------------------------


def check_character(text: str) -> str:
    """The Luhn check, in base 32: it finds a wrong character, and most exchanges of two."""
    total = 0
    for place, character in enumerate(reversed(text)):
        value = ALPHABET.index(character) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def new_code(learner: Learner) -> str:
    """A code to write down, shown once; the ones before it open nothing any more."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    code = drawn + check_character(drawn)
    with transaction.atomic():
        alone(learner)
        revoke(learner)
        learner.codes.create(
            sealed=seal("code", code), expires_at=timezone.now() + CODE_LASTS
        )
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def revoke(learner: Learner) -> None:
    learner.codes.all().delete()


def read_code(typed: str) -> str | None:
    """What somebody typed as a code can be, or None if a character is wrong."""
    text = unicodedata.normalize("NFKC", typed[:60]).upper().translate(READ_AS)
    text = "".join(each for each in text if each not in " -–\u2011")
    if len(text) != CODE_LENGTH or set(text) - set(ALPHABET):
        return None
    return text if check_character(text[:-1]) == text[-1] else None


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
    forget_unconfirmed()
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


def forget_unconfirmed() -> None:
    """Addresses that somebody typed and never confirmed are not ours to keep."""
    LearnerMail.objects.filter(
        learner=None, sent_at__lt=timezone.now() - MAIL_CODE_LASTS
    ).delete()


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
        key = learner.key
    else:
        learner, key = open_here(found, here)
    LearnerMail.objects.filter(pk=row.pk).update(learner=learner, sealed="")
    return learner, key
