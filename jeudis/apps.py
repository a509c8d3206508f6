from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JeudisConfig(AppConfig):
    name = "jeudis"
    verbose_name = _("Jeudis")
