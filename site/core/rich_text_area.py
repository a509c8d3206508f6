"""The editor's field of formatted texts, which no form that was tampered with breaks."""

from django.utils.html import escape
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea


class RichTextArea(DraftailRichTextArea):
    """Wagtail's own, but what is not written as its editor writes is taken as plain text."""

    def value_from_datadict(self, data, files, name):
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, TypeError, AttributeError, LookupError):
            text = data.get(name, "").replace("\x00", "").strip()
            return f"<p>{escape(text)}</p>" if text else ""
