from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Accueil et pages")

    def ready(self):
        from wagtail.signals import page_published, page_unpublished

        from .followers import note_changed

        for happens in (page_published, page_unpublished):
            happens.connect(note_changed)
