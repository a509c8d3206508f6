from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parcours.attestation.addresses import human

register = template.Library()

PROFILE = "https://www.linkedin.com/profile/add"


@register.filter
def attested_title(attestation) -> str:
    """What a learner did, in the reader's language."""
    return attestation.achievement.words(get_language())["title"]


@register.filter
def linkedin(attestation) -> str:
    """A plain link: nothing is sent there unless it is followed, and then what is read in it."""
    at = timezone.localtime(attestation.issued_at)
    return f"{PROFILE}?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": attested_title(attestation),
            "organizationName": _("Faire alliance"),
            "issueYear": at.year,
            "issueMonth": at.month,
            "certId": attestation.uid,
            "certUrl": human("attestation", get_language(), uid=attestation.uid),
        }
    )
