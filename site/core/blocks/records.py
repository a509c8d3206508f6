from wagtail.snippets.blocks import SnippetChooserBlock


class RecordChooserBlock(SnippetChooserBlock):
    """
    Cites a record by its source row; the reader's language is chosen when it is shown.

    wagtail-localize leaves it alone: nothing of the citation itself is to be translated.
    """

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value

    def bulk_to_python(self, values):
        records = self.model_class.objects.cited(key for key in values if key)
        return [records.get(key) for key in values]

    def to_python(self, value):
        return self.bulk_to_python([value])[0] if value else None

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        if value is not None:
            context["record"] = value.in_language()
        return context

    def render(self, value, context=None):
        # An unpublished fact leaves every page at once.
        return super().render(value, context) if value and value.live else ""
