import os

from tests.parcours.conftest import parcours  # noqa: F401, a fixture
from tests.parcours.takeaway.conftest import course, etapes, made, package  # noqa: F401

# Playwright's own loop runs in this thread: Django may be asked all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
