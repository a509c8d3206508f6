from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TimeBlock(blocks.RegexBlock):
    """A place in a recording; `core.timecodes` reads it."""

    def __init__(self, **kwargs):
        super().__init__(
            regex=r"^(\d{1,3}:)?[0-5]?\d:[0-5]\d(\.\d{1,3})?$",
            error_messages={"invalid": _("Écrivez le temps comme 12:05 ou 1:02:30.")},
            **kwargs,
        )
