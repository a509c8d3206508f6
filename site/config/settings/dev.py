"""On one's own machine: `make run` and `make dev`."""

from .base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-this-machine")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ATTESTATION_KEYS = ATTESTATION_KEYS or [
    ("developpement", "z3u2aYyc5yia2MZFEsYEApvsD9jpy8x53UdV31v61diCfY5T")
]

if DEBUG:
    # Files as they are on disk, and the queries behind each page.
    STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    INSTALLED_APPS += ["debug_toolbar"]
    # It writes in the page: before the page is compressed.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("core.middleware.GZipMiddleware") + 1,
        "debug_toolbar.middleware.DebugToolbarMiddleware",
    )
    INTERNAL_IPS = ["127.0.0.1"]
    WHITENOISE_USE_FINDERS = True

# Accounts to try the roles with, on this machine only: mail → (names, group or everything).
DEMO_PASSWORD = "faire-alliance"
DEMO_ACCOUNTS = {
    "admin@example.org": ("Alix", "Administration", None),
    "redaction@example.org": ("Robin", "Rédaction", "Rédaction"),
    "relecture@example.org": ("Camille", "Relecture", "Relecture"),
    "reseau@example.org": ("Sacha", "Réseau", "Réseaux partenaires"),
}
# The space where the last one tries what networks do; a draft that no reader sees.
DEMO_NETWORK = ("Réseau d'essai", "reseau@example.org")
