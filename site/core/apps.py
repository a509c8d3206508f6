from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Socle commun")

    def ready(self):
        from wagtail.contrib.routable_page.models import RoutablePageMixin
        from wagtail.models import get_page_models
        from wagtail.signals import page_published

        from .models.occasions import note_published
        from .stream_widget import register_widget
        from .years import bound_forms

        bound_forms()
        register_widget()
        page_published.connect(note_published)
        # Wagtail would make them at the first request, on the class that it looks through:
        # two requests at once, in two threads, and one of them fails.
        for model in get_page_models():
            if issubclass(model, RoutablePageMixin):
                model.get_resolver()
