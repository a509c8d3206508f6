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

    # Those of several streams, fetched together by who shows them all.
    known: dict | None = None

    @property
    def keys(self) -> dict:
        """The keys of its records, by model."""
        found = {}
        for _place, block, raw in self._records():
            key = raw["value"]
            found.setdefault(block.model_class, set()).update([key] if key else [])
        return found

    def _records(self):
        blocks = self.stream_block.child_blocks
        for place, raw in enumerate(self._raw_data):
            block = raw and blocks[raw["type"]]
            if self._bound_blocks[place] is None and isinstance(
                block, RecordChooserBlock
            ):
                yield place, block, raw

    def _prefetch_blocks(self, type_name):
        block = self.stream_block.child_blocks[type_name]
        if not isinstance(block, RecordChooserBlock):
            return super()._prefetch_blocks(type_name)
        found = cited(self.keys) if self.known is None else self.known
        for place, block, raw in list(self._records()):
            record = found[block.model_class].get(raw["value"])
            self._bound_blocks[place] = self.StreamChild(
                block, record, id=raw.get("id")
            )


def bring_together(streams):
    """The records of all these streams, in one statement."""
    keys = {}
    for stream in streams:
        for model, asked in stream.keys.items():
            keys.setdefault(model, set()).update(asked)
    found = cited(keys)
    for stream in streams:
        stream.known = found
