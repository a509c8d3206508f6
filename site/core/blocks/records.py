from wagtail.blocks import StreamValue
from wagtail.snippets.blocks import SnippetChooserBlock

from core.models.records import cited


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


class StreamOfFacts(StreamValue):
    """A stream whose records come in one statement, of whatever kinds they are."""

    def _prefetch_blocks(self, type_name):
        blocks = self.stream_block.child_blocks
        if not isinstance(blocks[type_name], RecordChooserBlock):
            return super()._prefetch_blocks(type_name)
        waiting = {
            place: (blocks[raw["type"]], raw["value"], raw.get("id"))
            for place, raw in enumerate(self._raw_data)
            if self._bound_blocks[place] is None
            and isinstance(blocks[raw["type"]], RecordChooserBlock)
        }
        keys = {}
        for block, key, _id in waiting.values():
            keys.setdefault(block.model_class, set()).update([key] if key else [])
        found = cited(keys)
        for place, (block, key, id_) in waiting.items():
            record = found[block.model_class].get(key)
            self._bound_blocks[place] = self.StreamChild(block, record, id=id_)
