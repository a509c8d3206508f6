from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Socle commun")

    def ready(self):
        from wagtail.signals import page_published

        from .models.occasions import note_published

        page_published.connect(note_published)
