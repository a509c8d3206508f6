from datetime import UTC

from django import template
from django.utils.translation import gettext as _

from vademecum.book.content import absolute
from vademecum.models import ChiffreCle

register = template.Library()
register.filter("absolute", absolute)


@register.filter
def field_name(name: str) -> str:
    """The field of a figure that a correction changed, as editors call it."""
    return (
        _("valeur")
        if name == "value"
        else ChiffreCle._meta.get_field(name).verbose_name
    )


@register.filter
def instant(moment) -> str:
    """« 2026-11-24T15:56:10Z »: the only form that EPUB knows."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
