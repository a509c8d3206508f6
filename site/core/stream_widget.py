"""The editor's field of blocks: what its script did not write is no error of ours."""

from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.forms.models import register_form_field_override
from wagtail.blocks import BlockWidget
from wagtail.fields import StreamField


class IncompleteForm(BadRequest):
    """A form without its counts: made by hand, or cut on its way."""


class StreamWidget(BlockWidget):
    def value_from_datadict(self, data, files, name):
        try:
            return super().value_from_datadict(data, files, name)
        except (MultiValueDictKeyError, ValueError) as error:
            raise IncompleteForm(f"{name} can't be read") from error


def register_widget() -> None:
    """Every form of the admin reads its blocks by it, instead of failing."""
    register_form_field_override(
        StreamField, override=lambda field: {"widget": StreamWidget(field.stream_block)}
    )
