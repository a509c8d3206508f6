"""In production: nothing has a convenient default that would be unsafe."""

from django.core.exceptions import ImproperlyConfigured

from .base import *


def required(name: str) -> str:
    if not (value := env(name, default="").strip()):
        raise ImproperlyConfigured(
            f"Production does not start without {name}: set this environment variable "
            "(README, « Environment variables »)."
        )
    return value


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
if len(SECRET_KEY) < 50 or {"", "*"} & set(ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "SECRET_KEY must have at least 50 characters and ALLOWED_HOSTS must name hosts, not « * »."
    )
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

LINKS_ARE_ASKED = True

# Work after publication (index, references) leaves the request: the same worker does it.
TASKS["default"] = {"BACKEND": "core.background.OneQueue"}
