"""For the test suite: quick, and strict where production is."""

from .base import *

DEBUG = False
SECRET_KEY = "only-for-tests"
ATTESTATION_KEYS = [("essai", "z3u2hPZPRgPLBDrQDf69cFq5cwy2htKBPZ86xYnZijNrAByf")]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A test that wants books makes them; a publication only asks.
TASKS["background"] = {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}
