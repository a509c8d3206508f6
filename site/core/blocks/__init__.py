from .body import BodyBlock
from .links import LinkBlock, LinkListBlock, ResourceBlock, SourceBlock, SourceListBlock
from .records import RecordChooserBlock
from .text import RICH_TEXT

__all__ = [
    "RICH_TEXT",
    "BodyBlock",
    "LinkBlock",
    "LinkListBlock",
    "RecordChooserBlock",
    "ResourceBlock",
    "SourceBlock",
    "SourceListBlock",
]
