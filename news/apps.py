from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _
from wagtail import signals


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("Actualités et agenda")

    def ready(self):
        from vademecum.book import content
        from vademecum.book.shelf import ask_after_commit

        from .models import CommuniquePage
        from .press.embargo import release_published

        content.dossiers["communique"] = CommuniquePage
        for happens in (
            post_delete,
            signals.page_published,
            signals.page_unpublished,
            signals.page_slug_changed,
            signals.post_page_move,
        ):
            happens.connect(ask_after_commit, sender=CommuniquePage)
        signals.page_published.connect(release_published, sender=CommuniquePage)
