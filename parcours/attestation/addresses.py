"""Where attestations are: pages in a language, files for machines in none."""

from django.conf import settings
from django.urls import reverse

from core import frame
from vademecum.book.content import absolute

__all__ = ["absolute", "address", "human", "site"]


def site() -> str:
    return absolute("/")


def address(name: str, **kwargs) -> str:
    """The address of a file for machines: the same in every language."""
    return reverse(name, kwargs=kwargs or None)


def human(name: str, language: str, **kwargs) -> str:
    """The whole address of a page in a language."""
    known = dict(settings.LANGUAGES)
    return absolute(
        frame.address(
            name, language if language in known else settings.LANGUAGE_CODE, **kwargs
        )
    )
