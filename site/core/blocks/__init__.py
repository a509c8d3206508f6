from .body import BodyBlock
from .links import (
    LinkBlock,
    LinkListBlock,
    PageBlock,
    ResourceBlock,
    SourceBlock,
    SourceListBlock,
)
from .records import RecordChooserBlock, StreamOfFacts, bring_together
from .text import RICH_TEXT
from .timecode import TimeBlock

__all__ = [
    "RICH_TEXT",
    "BodyBlock",
    "LinkBlock",
    "LinkListBlock",
    "PageBlock",
    "RecordChooserBlock",
    "ResourceBlock",
    "SourceBlock",
    "SourceListBlock",
    "StreamOfFacts",
    "TimeBlock",
    "bring_together",
]
