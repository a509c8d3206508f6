from core.blocks import BodyBlock

from .media import MediaBlock
from .transcript import ChapterBlock, ChaptersBlock, SegmentBlock, TranscriptBlock


class EpisodeBlock(BodyBlock):
    """The body of a Jeudi: somebody to name is one of its speakers."""

    contact = None

    class Meta:
        template = "blocks/body.html"


__all__ = [
    "ChapterBlock",
    "ChaptersBlock",
    "EpisodeBlock",
    "MediaBlock",
    "SegmentBlock",
    "TranscriptBlock",
]
