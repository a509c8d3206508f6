"""What is ready before the first request."""

import json
import subprocess
import sys

import pytest
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import get_page_models

ROUTABLE = [m.__name__ for m in get_page_models() if issubclass(m, RoutablePageMixin)]
# In a process of its own: here, other tests have made requests.
CODE = """
import django
django.setup()
from wagtail.models import get_page_models
made = [m for m in get_page_models() if "_routablepage_urlresolver" in vars(m)]
import config.urls, json, sys
print(json.dumps([[model.__name__ for model in made], list(sys.modules)]))
"""


@pytest.fixture(scope="module")
def started():
    """The pages whose routes are known, and the modules that are loaded."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE],
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(told.stdout)


def test_the_routes_of_pages_are_known_before_two_threads_ask_for_them(started):
    known, _modules = started

    assert sorted(known) == sorted(ROUTABLE)
    assert "CommuniquePage" in ROUTABLE


def test_a_process_that_prints_nothing_does_not_wait_for_the_press(started):
    _known, modules = started

    assert "vademecum.book.pdf" in modules
    assert "weasyprint" not in modules
