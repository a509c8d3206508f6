"""The site, started once: the processes that tests ask for are forks of the one that imports this."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
django.setup()

from tests import factories  # noqa: E402, F401 (Django first)
