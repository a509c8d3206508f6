"""On one's own machine: `make run` and `make dev`."""

from .base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-this-machine")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

if DEBUG:
    # Files as they are on disk, and the queries behind each page.
    STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    INSTALLED_APPS += ["debug_toolbar"]
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
    WHITENOISE_USE_FINDERS = True
