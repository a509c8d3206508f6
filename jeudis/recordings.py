"""The sound that podcast clients download: a file of the library, behind its own tag."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.models import SiteDocument
from core.recordings import files_of
from core.typography import typeset
from jeudis import id3

LANGUAGES = {"fr": "fra", "en": "eng"}  # ISO 639-2, as ID3 names them
# A sound rather than a film, in the format that every client plays.
RANK = {
    "audio/mpeg": 0,
    "audio/mp4": 1,
    "audio/ogg": 2,
    "video/mp4": 3,
    "video/webm": 4,
}


@dataclass(frozen=True)
class Sound:
    """A file of the library as an episode sends it: an MP3 has a tag in place of its own."""

    document: SiteDocument
    tag: bytes
    path: str

    @property
    def length(self) -> int:
        """The bytes of the whole: what an enclosure announces."""
        skipped = self.document.tag_size if self.tag else 0
        return len(self.tag) + self.document.get_file_size() - skipped

    @property
    def etag(self) -> str:
        whole = self.tag + self.document.get_file_hash().encode()
        return f'"{hashlib.sha256(whole).hexdigest()[:32]}"'


def sound_of(jeudi, documents: dict[int, SiteDocument] | None = None) -> Sound | None:
    """What podcast clients download of an episode; a list brings all documents at once."""
    ids = files_of(jeudi.media)
    if documents is None:
        documents = SiteDocument.objects.in_bulk(ids) if ids else {}
    found = [documents[pk] for pk in ids if pk in documents]
    ranked = sorted(
        (each for each in found if each.is_recording),
        key=lambda each: RANK[each.media_type],
    )
    if not ranked:
        return None
    document = ranked[0]
    if document.media_type != "audio/mpeg":
        return Sound(document, b"", document.url)
    tag = id3.tag(
        texts(jeudi, document), jeudi.chapter_marks, document.duration_ms or 0
    )
    return Sound(document, tag, f"{jeudi.href}episode.mp3")


def texts(jeudi, document: SiteDocument) -> dict[str, str]:
    """The text frames of its tag (ID3v2.4.0, § 4.2)."""
    with override(jeudi.language):
        album = _("Les Jeudis de l'ODD 17")
    return {
        "TIT2": typeset(jeudi.title, jeudi.language),
        "TPE1": settings.WAGTAIL_SITE_NAME,
        "TALB": typeset(album, jeudi.language),
        "TRCK": str(jeudi.number or ""),
        "TLAN": LANGUAGES[document.language],  # what is heard, not what is read
    }
