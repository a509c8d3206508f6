from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail import signals


class ParcoursConfig(AppConfig):
    name = "parcours"
    verbose_name = _("Parcours")

    def ready(self):
        from core.models import Person, SiteImage
        from vademecum.models import ChiffreCle, Mesure, Terme

        from . import checks  # noqa: F401 (registers them)
        from .attestation import keys
        from .models import EtapePage, ParcoursPage
        from .takeaway.shelf import ask_after_commit

        keys.all_keys()  # one that can't be read stops the site now, not a learner later

        # A package to take away says what these say.
        for model in (ParcoursPage, EtapePage):
            for happens in (
                signals.page_published,
                signals.page_unpublished,
                signals.page_slug_changed,
                signals.post_page_move,
                post_delete,
            ):
                happens.connect(ask_after_commit, sender=model)
        for model in (ChiffreCle, Mesure, Terme, Person):
            for happens in (signals.published, signals.unpublished, post_delete):
                happens.connect(ask_after_commit, sender=model)
        for happens in (post_save, post_delete):
            happens.connect(ask_after_commit, sender=SiteImage)
