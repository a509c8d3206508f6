"""The press kit: everything a newsroom needs, with proof that nothing was altered."""

import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest

# Without it, a run of this file alone has no database of its own: see `books`.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def kits(books):
    def unzipped(made):
        with ZipFile(io.BytesIO(made.kit)) as kit:
            return {name: kit.read(name) for name in kit.namelist()}

    return {name: unzipped(made) for name, made in books.items()}


def test_its_manifest_is_what_sha256sum_verifies(kits):
    for files in kits.values():
        lines = files["MANIFEST"].decode().splitlines()
        told = dict(reversed(line.split("  ", 1)) for line in lines)

        assert told == {
            name: hashlib.sha256(content).hexdigest()
            for name, content in files.items()
            if name != "MANIFEST"
        }


def test_it_holds_the_pdf_that_is_served_alone(kits, books):
    name = "faire-alliance-pourquoi-sallier.pdf"

    assert kits["fiche"][name] == books["fiche"].pdf


def test_each_text_is_there_to_read_and_to_paste(kits, books):
    texts = [name for name in kits["fr"] if name.startswith("textes/")]

    assert len(texts) == 2 * len(books["fr"].book.chapters)
    text = next(
        kits["fr"][n].decode() for n in texts if n.endswith("pourquoi-sallier.txt")
    )
    assert "– Un\n" in text
    assert "<" not in text
    assert "82\u202f% des Français" in text
    assert "[Une étude. https://example.org/e?a=1&b=2]" in text


def test_figures_are_there_as_csv_and_as_json(kits):
    rows = json.loads(kits["fiche"]["chiffres.json"])
    table = list(csv.DictReader(io.StringIO(kits["fiche"]["chiffres.csv"].decode())))

    assert [row["identifier"] for row in rows] == ["maires"]
    assert [row["value"] for row in table] == ["82"]


def test_each_picture_comes_with_its_licence_and_credit(kits):
    pictures = [n for n in kits["fiche"] if n.endswith(".png")]

    assert len(pictures) == 1
    assert kits["fiche"][pictures[0]].startswith(b"\x89PNG")
    credit = kits["fiche"][f"{pictures[0]}.txt"].decode()
    assert "La rédaction" in credit
    assert "Creative Commons" in credit


def test_it_says_what_it_is_in_its_language(kits):
    assert "SHA-256" in kits["fr"]["LISEZ-MOI.txt"].decode()
    assert "README.txt" in kits["en"]
