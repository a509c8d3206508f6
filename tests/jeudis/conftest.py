import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from core.models import SiteDocument
from tests import factories
from tests.factories import paris
from tests.jeudis.episodes import CHAPTERS, SOUND, TRANSCRIPT, recording


@pytest.fixture
def library(db, tmp_path, monkeypatch):
    """Adds a file to the library, kept on disk as in production."""
    field = SiteDocument._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(tmp_path))

    def add(name="jeudi.mp3", data=SOUND):
        document = SiteDocument(title=name, file=ContentFile(data, name))
        document._set_document_file_metadata()
        document.save()
        return document

    return add


@pytest.fixture
def episode(season, library):
    """A Jeudi with a recording, its captions and its chapters."""
    return factories.JeudiPageFactory(
        parent=season, title="Faire alliance", media=[recording(library())],
        starts_at=paris(2026, 1, 8, 12), transcript=TRANSCRIPT, chapters=CHAPTERS,
    )  # fmt: skip
