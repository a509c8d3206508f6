from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParcoursConfig(AppConfig):
    name = "parcours"
    verbose_name = _("Parcours")

    def ready(self):
        from . import checks  # noqa: F401 (registers them)
        from .attestation import keys

        keys.all_keys()  # one that can't be read stops the site now, not a learner later
