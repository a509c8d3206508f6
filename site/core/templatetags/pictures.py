from django import template

from core.models import pictures

register = template.Library()


@register.filter
def served(image, size: str) -> str:
    """The address of a picture in a size: no statement, it is made there."""
    return pictures.served(image.pk, size)
