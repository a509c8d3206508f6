"""What is said in an episode, passage by passage, and its chapters."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from core.blocks import TimeBlock
from core.timecodes import clock, milliseconds
from jeudis import transcripts
from jeudis.transcripts import Passage


class SegmentValue(blocks.StructValue):
    @property
    def start_ms(self) -> int | None:
        return milliseconds(self["start"]) if self.get("start") else None

    @property
    def seconds(self) -> int | None:
        return None if self.start_ms is None else self.start_ms // 1000

    @property
    def clock(self) -> str:
        return "" if self.start_ms is None else clock(self.start_ms)

    @property
    def passage(self) -> Passage:
        return Passage(self["text"], self.get("speaker") or "", self.start_ms)

    @property
    def reading(self) -> str:
        return transcripts.reading(self.passage)


class SegmentBlock(blocks.StructBlock):
    start = TimeBlock(
        label=_("début"),
        required=False,
        help_text=_("Heures, minutes, secondes : 1:02:30 ou 12:05."),
    )
    speaker = blocks.CharBlock(label=_("qui parle"), required=False, max_length=120)
    text = blocks.TextBlock(
        label=_("propos"),
        help_text=_(
            "Une ligne qui commence par un temps entre crochets est un sous-titre : "
            "corrigez les mots, gardez les temps. Les lecteurs ne voient pas les crochets."
        ),
    )

    class Meta:
        icon = "comment"
        label = _("Passage")
        template = "blocks/segment.html"
        value_class = SegmentValue
        description = _("Un passage de la transcription, avec son temps et qui parle.")
        preview_value = {
            "start": "0:12",
            "speaker": "Josepha Poret",
            "text": "Bonjour à tous.",
        }


class TranscriptBlock(blocks.StreamBlock):
    """The full text of an episode, passage by passage."""

    segment = SegmentBlock()

    def clean(self, value):
        cleaned = super().clean(value)
        if mistake := transcripts.disorder([each.value.passage for each in cleaned]):
            raise StreamBlockValidationError(non_block_errors=[mistake])
        return cleaned


class ChapterValue(blocks.StructValue):
    @property
    def start_ms(self) -> int:
        return milliseconds(self["start"])

    @property
    def seconds(self) -> int:
        return self.start_ms // 1000

    @property
    def clock(self) -> str:
        return clock(self.start_ms)


class ChapterBlock(blocks.StructBlock):
    start = TimeBlock(label=_("début"), help_text=_("Comme 12:05 ou 1:02:30."))
    title = blocks.CharBlock(label=_("titre"), max_length=120)

    class Meta:
        icon = "list-ol"
        label = _("Chapitre")
        value_class = ChapterValue
        description = _(
            "Un moment de l'enregistrement auquel on peut aller tout droit."
        )
        preview_value = {"start": "12:05", "title": "Ce que change une alliance"}


class ChaptersBlock(blocks.StreamBlock):
    """The chapters of an episode, in its order."""

    chapter = ChapterBlock()

    def clean(self, value):
        cleaned = super().clean(value)
        last, errors = -1, {}
        for place, chapter in enumerate(cleaned):
            if chapter.value.start_ms <= last:
                message = _("Ce chapitre commence avant celui qui le précède.")
                errors[place] = StructBlockValidationError(
                    block_errors={"start": ValidationError(message)}
                )
            last = max(last, chapter.value.start_ms)
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned
