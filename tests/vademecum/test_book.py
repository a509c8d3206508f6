"""The printed book: tagged, navigable, the same bytes for the same content."""

import hashlib
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
import weasyprint
from django.contrib.staticfiles import finders
from weasyprint.formatting_structure.boxes import TextBox

from vademecum.book import content, markup, pdf, press

# Without it, a run of this file alone has no database of its own: see `books`.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session", params=["fr", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="session")
def printed(books, language):
    with pikepdf.open(BytesIO(books[language].pdf)) as document:
        yield document


@pytest.fixture(scope="session")
def words(books):
    return {name: text_of(made.pdf) for name, made in books.items()}


def text_of(pdf_bytes: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf_bytes)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s+", " ", text)


def elements(document):
    """Every element of the tree that is read aloud, with its page."""
    stack = [(kid, None) for kid in document.Root.StructTreeRoot.K]
    while stack:
        element, page = stack.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            page = element.get("/Pg", page)
            yield element, page
            stack += [(kid, page) for kid in kids(element)]


def kids(element) -> list:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_it_says_its_language_its_title_and_that_it_is_tagged(printed, books, language):
    root = printed.Root

    assert str(root.Lang) == language
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert root.MarkInfo.Marked is True
    assert str(printed.docinfo.Title) == books[language].book.title
    with printed.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_titles_lists_tables_links_and_notes_are_tagged(printed):
    tags = Counter(str(element.S) for element, _page in elements(printed))

    expected = ["/H1", "/H2", "/H3", "/L", "/LI", "/LBody", "/Table", "/TH", "/TD"]
    assert [
        tag for tag in [*expected, "/Link", "/Figure", "/BlockQuote"] if not tags[tag]
    ] == []


def test_each_header_cell_names_what_it_heads(printed):
    cells = [e for e, _page in elements(printed) if e.S in ("/TH", "/TD")]
    headers = {str(cell.ID) for cell in cells if cell.S == "/TH"}

    assert headers
    for cell in cells:
        if cell.S == "/TD":
            assert {str(header) for header in cell.A.Headers} <= headers
            assert len(cell.A.Headers) == 2  # its row and its column
    assert {str(c.A.Scope) for c in cells if c.S == "/TH"} == {"/Row", "/Column"}


def test_each_link_is_one_element_has_words_and_is_printed(printed):
    owners = Counter(
        str(element.S)
        for element, _page in elements(printed)
        for kid in kids(element)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"
    )
    notes = [note for page in printed.pages for note in page.get("/Annots", [])]

    tags = Counter(str(element.S) for element, _page in elements(printed))
    assert owners == {"/Link": len(notes)} == {"/Link": tags["/Link"]}
    assert {int(note.F) for note in notes} == {4}
    assert [
        n for n in notes if re.fullmatch(r"(terme|fiche|b)-\S+", str(n.Contents))
    ] == []


def test_a_source_is_noted_once_in_a_chapter_then_called_again(books):
    with pikepdf.open(BytesIO(books["fiche"].pdf)) as document:
        notes = [note for page in document.pages for note in page.get("/Annots", [])]
        again = [str(n.Dest) for n in notes if str(n.Contents) == "Note 1"]
        named = [str(each) for each in document.Root.Names.Dests.Names][::2]

    assert len(again) == 2
    assert set(again) <= set(named)
    assert text_of(books["fiche"].pdf).count("1. Une étude.") == 1


def test_notes_begin_anew_with_each_chapter(words):
    firsts = re.findall(r" 1\. [^.]+\. https://example\.org", words["fr"])

    assert len(firsts) > 1


def test_each_drawing_has_a_text_in_its_place(printed):
    drawings = [e for e, _page in elements(printed) if e.S == "/Figure"]

    assert len(drawings) == 2  # the QR code and the picture of the fiche
    assert sorted(str(drawing.Alt) for drawing in drawings)[1] == "Un nœud"


def test_nothing_is_shown_that_is_neither_tagged_nor_set_aside(printed):
    read = {
        (page.objgen, kid)
        for element, page in elements(printed)
        for kid in kids(element)
        if isinstance(kid, int)
    }

    for page in printed.pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC":
                    depth += 1
                    assert (page.obj.objgen, int(operands[1].MCID)) in read
                case "BMC":
                    depth += 1
                    assert operands[0] == "/Artifact"
                case "EMC":
                    depth -= 1
                case "Tj" | "TJ" | "Do" | "f" | "f*" | "S" | "B":
                    assert depth > 0


def test_bookmarks_follow_the_chapters(printed, books, language):
    with printed.open_outline() as outline:
        titles = [item.title for item in outline.root]

    chapters = [chapter.title for chapter in books[language].book.chapters]
    first = {"fr": "Sommaire", "en": "Contents"}[language]
    assert titles == [first, *chapters]


def test_every_link_inside_leads_to_a_place_that_exists(printed):
    names = {str(name) for name in printed.Root.Names.Dests.Names[::2]}
    inside = [
        str(note.Dest if "/Dest" in note else note.A.D)
        for page in printed.pages
        for note in page.get("/Annots", [])
        if note.Subtype == "/Link" and (note.get("/A") is None or note.A.S == "/GoTo")
    ]

    assert len(inside) >= 10
    assert set(inside) <= names


def test_nothing_that_holds_elements_bears_an_id_nor_does_what_nobody_leads_to(books):
    """Each would have styles of its own, and all that it holds: pages take longer."""
    page = books["fr"].book
    text = pdf.html(page)
    body = markup.parse(text)
    named = [e for e in body.iter() if markup.is_html(e) and e.get("id")]
    led_to = set(re.findall(r'href="#([^"]+)"', text))
    assert {chapter.name for chapter in page.chapters} <= led_to
    assert {e.get("id") for e in named} == led_to
    assert all(e.text.strip() for e in named)


def test_every_link_outside_is_a_whole_address(printed):
    outside = [
        str(note.A.URI)
        for page in printed.pages
        for note in page.get("/Annots", [])
        if "/A" in note and note.A.S == "/URI"
    ]

    assert outside
    assert [uri for uri in outside if not re.match(r"(https?|mailto|tel):", uri)] == []


def test_a_link_to_a_fiche_stays_in_the_whole_book_and_leaves_a_fiche_alone(books):
    whole, alone = pdf.html(books["fr"].book), pdf.html(books["fiche"].book)

    link = r'<a href="([^"]+)"[^>]*>l’autre</a>'
    assert re.search(link, whole)[1].startswith("#fiche-")
    assert re.search(link, alone)[1].startswith("http://localhost:8000/fr/vademecum/")


@pytest.mark.parametrize("name", ["fr", "en", "fiche"])
def test_the_same_content_gives_the_same_bytes(books, name):
    made = books[name]

    assert (made.pdf, made.epub, made.kit) == made.again


def test_another_process_in_another_time_zone_writes_the_same_bytes(books):
    code = """
import hashlib, pickle, sys
import django
django.setup()
from vademecum.book import pdf
sys.stdout.write(hashlib.sha256(pdf.write(pickle.load(sys.stdin.buffer))).hexdigest())
"""
    book = books["en"].book
    without_pictures = replace(book, pictures=[], chapters=book.chapters[-1:])

    written = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7",
                          "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        input=pickle.dumps(without_pictures), capture_output=True, check=True,
    )  # fmt: skip

    expected = hashlib.sha256(pdf.write(without_pictures)).hexdigest()
    assert written.stdout.decode() == expected


def test_it_says_the_figure_of_the_day_and_its_correction(words):
    for text in (words["fr"], words["fiche"]):
        assert "82 % des Français" in text
        assert re.search(r"81\s*% → 82\s*%", text)
        assert "faute de frappe" in text


def test_it_prints_permanent_addresses_sources_and_its_date(words):
    text = words["fr"].replace(" ", "")

    assert "http://localhost:8000/c/maires/" in text
    assert "https://example.org/etude" in text
    assert "http://localhost:8000/fr/vademecum/" in text
    assert re.search(r"État au \d+ \w+ \d{4}", words["fr"])


def test_the_english_book_holds_what_is_only_in_french_and_says_so(books):
    chapters = {chapter.title: chapter for chapter in books["en"].book.chapters}

    assert chapters["Why join forces?"].language == "en"
    assert chapters["Une autre fiche"].language == "fr"
    page = pdf.html(books["en"].book)
    said = "This part has not been translated yet: it is in French."
    untranslated = [c for c in chapters.values() if c.language == "fr"]
    assert page.count(f'<p class="quiet" lang="en">{said}</p>') == len(untranslated)
    listed = page[page.index('class="contents"') :]
    assert re.search(r"Une autre fiche</a>\s*<span[^>]*>in French</span>", listed)


def test_somebody_to_call_is_named(words):
    assert "Camille de Service" in words["fr"]
    assert "01 99 00 00 00" in words["fiche"]


def test_its_date_is_that_of_the_latest_change(small):
    before = content.gather("fr").as_of

    small.figure.caveat = "À manier avec soin."
    small.figure.save_revision().publish()

    small.figure.refresh_from_db()
    after = content.gather("fr").as_of
    assert before <= after
    assert after == small.figure.last_published_at.replace(microsecond=0)


def test_an_unpublished_figure_leaves_the_book(small):
    small.figure.unpublish()

    book = content.gather("fr")

    assert "des Français jugent utile" not in "".join(c.html for c in book.chapters)
    assert book.figures == []


def test_a_heading_never_skips_a_level():
    body = markup.parse("<h1>A</h1><h4>B</h4><h4>C</h4><h2>D</h2>")

    assert [each.tag for each in body] == ["h1", "h2", "h3", "h2"]


def test_a_word_is_cut_into_pieces_that_are_read():
    words = "légaliser organiser légalité partenaires collectivité nationale " * 3
    columns = "".join(f'<p style="width: {w}mm">{words}</p>' for w in range(16, 60, 2))
    html = f'<html lang="fr"><title>Un</title><body>{columns}</body></html>'
    document = weasyprint.HTML(string=html).render(
        stylesheets=[weasyprint.CSS(finders.find("book/print.css"))]
    )
    lines = [
        box.text
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, TextBox) and box.element_tag == "p"
    ]

    cut = [
        (line.split()[-1].rstrip("‐"), following.split()[0])
        for line, following in pairwise(lines)
        if line.endswith("‐")
    ]

    assert cut
    assert [pieces for pieces in cut if min(map(len, pieces)) < 4] == []


def test_nothing_is_fetched_from_elsewhere(books):
    fetcher = press.Ours(books["fr"].book.pictures)

    for address in ("https://example.org/a.png", "file:///etc/passwd",
                    "http://book.invalid/static/../../etc/passwd"):  # fmt: skip
        with pytest.raises(Exception, match="elsewhere|outside|located"):
            fetcher.fetch(address)


def test_two_gatherings_at_the_same_moment_are_alike(small):
    assert content.gather("en") == content.gather("en")
