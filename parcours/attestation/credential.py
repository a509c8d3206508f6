"""
What is attested, as an Open Badges 3.0 credential (W3C, Verifiable Credentials 2.0).

Its subject is a number drawn for this attestation alone: two attestations of one person
have nothing in common. A name is there if the learner typed one, as they typed it.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parcours.models import Attestation

from . import achievement, keys, proof, status
from .addresses import absolute, address, site


def profile(language: str = settings.LANGUAGE_CODE) -> dict:
    """Who attests: the site, no person."""
    with override(language):
        return {
            "id": keys.issuer(),
            "type": ["Profile"],
            "name": _("Faire alliance"),
            "url": site(),
        }


def unsigned(attestation: Attestation, subject, language: str) -> dict:
    row = attestation.achievement
    about = {
        "id": f"urn:uuid:{subject}",
        "type": ["AchievementSubject"],
        "achievement": achievement.as_open_badge(row, language),
    }
    if attestation.name:
        about["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": attestation.name,
                "identityType": "name",
            }
        ]
    return {
        "@context": [proof.CREDENTIALS, proof.OPEN_BADGES],
        "id": absolute(address("attestation-credential", uid=attestation.uid)),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": row.words(language)["title"],
        "issuer": profile(language),
        "validFrom": proof.instant(attestation.issued_at),
        "awardedDate": proof.instant(attestation.completed_at),
        "credentialSubject": about,
        "credentialStatus": status.entry(attestation.status),
    }
