"""
A Word or Markdown document becomes draft fiches.

document → HTML (`word`, `markdown`) → what we allow (nh3) → blocks (`fiches`) → drafts,
in one transaction (`writing`). Nothing of the document is trusted, and nothing of it is
lost in silence: every word is in a draft or in the report, which says where it was.
"""

from pathlib import PurePath

from django.utils.translation import gettext as _

from . import markdown, word
from .fiches import Outcome, drafts_of
from .package import macros
from .reading import Refused, Remark

__all__ = ["Outcome", "Refused", "Remark", "read"]

MEGABYTE = 1024 * 1024
MAX_WORD = 20 * MEGABYTE
MAX_MARKDOWN = MEGABYTE  # a thousand pages
OTHERS = {
    ".docm": "macros",
    ".dotm": "macros",
    ".doc": "old",
    ".rtf": "old",
    ".odt": "old",
}


def read(name: str, content: bytes) -> Outcome:
    """The fiches of a document and what could not be kept of it, or `Refused`."""
    path = PurePath(name)
    kind = path.suffix.lower()
    if kind == ".docx":
        check_size(content, MAX_WORD)
        reading = word.read(content)
    elif kind in (".md", ".markdown"):
        check_size(content, MAX_MARKDOWN)
        reading = markdown.read(content)
    elif OTHERS.get(kind) == "macros":
        raise Refused(macros())
    elif OTHERS.get(kind) == "old":
        raise Refused(
            _("Enregistrez d'abord ce document au format « .docx », puis importez-le.")
        )
    else:
        raise Refused(
            _("Seuls s'importent les documents Word (« .docx ») et Markdown (« .md »).")
        )
    return drafts_of(reading, path.stem.strip() or _("Sans titre"))


def check_size(content: bytes, limit: int):
    if not content.strip():
        raise Refused(_("Ce fichier est vide."))
    if len(content) > limit:
        raise Refused(
            _("Ce fichier est trop gros : %(limit)s Mo au plus.")
            % {"limit": limit // MEGABYTE}
        )
