"""Environment variables, read with a message that names the one that can't be."""

from contextlib import contextmanager

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


@contextmanager
def naming(name: str, expected: str):
    """Whatever goes wrong inside, say which variable; never its value, which may be secret."""
    try:
        yield
    except Exception:
        raise ImproperlyConfigured(
            f"{name} can't be read: {expected} was expected "
            "(README, « Environment variables »)."
        ) from None


class Environment(environ.Env):
    def bool(self, var, default):
        with naming(var, "true or false"):
            value = self.str(var, default=str(default)).strip().lower()
            return {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}[value]

    def int(self, var, default):
        with naming(var, "a whole number"):
            return super().int(var, default=default)

    def db(self, var, default):
        with naming(var, "an address like postgres://user:password@host/name"):
            found = super().db(var, default=default)
            if not (found["ENGINE"] and found["NAME"]):
                raise ValueError
            return found

    def cache_url(self, var, default):
        with naming(var, "an address like redis://host:6379/1"):
            return super().cache_url(var, default=default)

    def email_url(self, var, default):
        with naming(var, "an address like smtp+tls://user:password@host:587"):
            return super().email_url(var, default=default)

    def pairs(self, var, default):
        with naming(var, "a list like name:value,name:value"):
            items = [item.strip() for item in self.str(var, default=default).split(",")]
            pairs = [item.split(":") for item in items if item]
            if not all(name and value for name, value in pairs):
                raise ValueError
            return [(name, value) for name, value in pairs]
