"""What a figure says of its past."""

from django import template
from django.utils.text import capfirst

from vademecum import changes
from vademecum.models import ChiffreCle

register = template.Library()

SINGLE = str.maketrans("“”", "‘’")


@register.filter
def changed_since(figure, instant):
    """What it said when a page was last published, if it now says something else."""
    return figure.changed_since(instant) if instant else None


@register.filter
def field_label(name):
    """« source_url » as the form of the editors calls it."""
    return capfirst(ChiffreCle._meta.get_field(name).verbose_name)


@register.filter
def changes_from(version, previous):
    """What a version says otherwise than the one before."""
    return changes.between(previous.states, version.states)


@register.filter
def inside_quotes(text, language):
    """Words that stand between quotation marks: in English, theirs are then single."""
    return text.translate(SINGLE) if language == "en" else text
