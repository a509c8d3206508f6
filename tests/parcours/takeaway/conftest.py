import io
from zipfile import ZipFile

import pytest

from parcours.models import EtapePage
from parcours.takeaway import bundle, content
from tests import factories
from tests.parcours.conftest import ACTIVITIES

PROSE = [
    {"type": "heading", "value": "Pourquoi"},
    {"type": "text", "value": "<p>Agir ensemble : à plusieurs mains !</p>"},
]


@pytest.fixture
def course(parcours):
    """A parcours of two étapes: all the questions, then all the sheets."""
    questions = [each for each in ACTIVITIES if "question" in each["value"]]
    sheets = [each for each in ACTIVITIES if "question" not in each["value"]]
    for number, activities in enumerate((questions, sheets), 1):
        page = factories.EtapePageFactory(
            parent=parcours, slug=f"etape-{number}", title=f"Étape {number} : agir"
        )
        page.body = [*PROSE, *activities]
        page.save_revision().publish()
    return parcours


@pytest.fixture
def package(course):
    return content.gather(course)


@pytest.fixture
def etapes(course):
    return list(EtapePage.objects.child_of(course).order_by("path"))


@pytest.fixture
def made(package) -> dict[str, bytes]:
    return bundle.write(package)


def unzipped(written: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(written)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
