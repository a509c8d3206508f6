"""What `manage.py check --deploy` says of the keys that sign attestations."""

from django.core.checks import Tags, Warning, register

from .attestation import keys


@register(Tags.security, deploy=True)
def something_signs(app_configs, **kwargs):
    if keys.signing() is not None:
        return []
    return [
        Warning(
            "No key signs attestations: learners are not offered any.",
            hint="Set ATTESTATION_KEYS (README, « Environment variables »); its first key must be a secret one.",
            id="parcours.W001",
        )
    ]
