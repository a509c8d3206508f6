from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail import signals


class VademecumConfig(AppConfig):
    name = "vademecum"
    verbose_name = _("Vademecum")

    def ready(self):
        from core import sitemap
        from core.models import Organisation, Person, SiteImage

        from . import models
        from .book import content
        from .book.shelf import ask_after_commit
        from .sitemap import FiguresSitemap

        content.dossiers["fiche"] = models.FichePage
        sitemap.sections["figures"] = FiguresSitemap

        pages = [
            models.VademecumPage,
            models.FichePage,
            models.ChiffreIndexPage,
            models.TermeIndexPage,
            models.MesureIndexPage,
        ]
        records = [
            models.ChiffreCle,
            models.Terme,
            models.Objectif,
            models.Mesure,
            models.PressContact,
            Organisation,
            Person,
        ]
        for model in (*pages, *records):
            for happens in (signals.published, signals.unpublished, post_delete):
                happens.connect(ask_after_commit, sender=model)
        for model in pages:
            for happens in (
                signals.page_published,
                signals.page_unpublished,
                signals.page_slug_changed,
                signals.post_page_move,
            ):
                happens.connect(ask_after_commit, sender=model)
        for happens in (post_save, post_delete):
            happens.connect(ask_after_commit, sender=SiteImage)
