from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _
from wagtail.signals import published, unpublished


class VademecumConfig(AppConfig):
    name = "vademecum"
    verbose_name = _("Vademecum")

    def ready(self):
        from . import glossary
        from .models import Terme

        for signal in (published, unpublished, post_delete):
            signal.connect(glossary.forget, sender=Terme, dispatch_uid="glossary")
