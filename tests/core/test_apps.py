"""What is ready before the first request."""

import subprocess
import sys

from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import get_page_models

ROUTABLE = [m.__name__ for m in get_page_models() if issubclass(m, RoutablePageMixin)]
# In a process of its own: here, other tests have made requests.
CODE = """
import django
django.setup()
from wagtail.models import get_page_models
made = [m for m in get_page_models() if "_routablepage_urlresolver" in vars(m)]
print(*(model.__name__ for model in made))
"""


def test_the_routes_of_pages_are_known_before_two_threads_ask_for_them():
    known = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE],
        capture_output=True,
        check=True,
        text=True,
    )

    assert sorted(known.stdout.split()) == sorted(ROUTABLE)
    assert "CommuniquePage" in ROUTABLE
