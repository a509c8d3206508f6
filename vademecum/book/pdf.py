"""
A book as a tagged PDF (PDF/UA-1), typeset by WeasyPrint.

Same book, same bytes: the dates are those of the content and the identifier its digest;
the embedded fonts have none, as the settings say (SOURCE_DATE_EPOCH).
"""

import gc
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

import pydyf
import segno
import weasyprint
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from PIL import ImageFile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.typography import typeset_html

from . import markup, notes
from .content import TEMPLATES, Book, absolute
from .pictures import printed

# WeasyPrint lets Pillow read half a picture, everywhere: uploads would be let in too.
ImageFile.LOAD_TRUNCATED_IMAGES = False

HERE = "http://book.invalid"  # where relative addresses of the document lead: nowhere but here


class Ours(URLFetcher):
    """Static files and the pictures of the book, from disk; nothing else is fetched."""

    def __init__(self, pictures=()):
        super().__init__(allowed_protocols=())
        self.pictures = {f"/media/{p.name}": p for p in pictures}

    def fetch(self, url, headers=None):
        if url.startswith(f"{HERE}/"):
            path = url.removeprefix(HERE)
            if path in self.pictures:
                return URLFetcherResponse(url, printed(self.pictures[path]))
            found = finders.find(path.removeprefix("/static/"))
            if found:
                return URLFetcherResponse(url, Path(found).read_bytes())
        raise ValueError(f"A book fetches nothing from elsewhere: {url}")


def write(book: Book) -> bytes:
    with nothing_collected():
        return printed_pages(html(book), "book/print.css", book.digest, book.pictures)


def printed_pages(text: str, style: str, digest: str, pictures=()) -> bytes:
    """A whole HTML document as a PDF/UA-1, dressed by a static file."""
    fetcher = Ours(pictures)
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(
        url=f"{HERE}/static/{style}", url_fetcher=fetcher, font_config=fonts
    )
    document = weasyprint.HTML(string=text, base_url=f"{HERE}/", url_fetcher=fetcher)
    with nothing_collected():
        return document.write_pdf(
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=digest.encode()[:32],
            finisher=finish,
        )


@contextmanager
def nothing_collected() -> Iterator[None]:
    """
    A book in the making is a million objects that all live until its end.

    Looking for dead ones among them takes a fifth of the time, and finds none.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def html(book: Book) -> str:
    """The whole document before it is cut into pages."""
    trees = {chapter.name: markup.parse(chapter.html) for chapter in book.chapters}
    for chapter in book.chapters:
        with translation.override(chapter.language):
            notes.call_again(trees[chapter.name], chapter.name)
    known = {*trees, *(id for tree in trees.values() for id in markup.ids(tree))}
    for tree in trees.values():
        markup.redirect(tree, lambda href: target(book, href, known))
        for link in tree.iter("a"):
            # What an assistive technology says of a link: `finish` writes it down.
            link.set("title", link.get("title") or "".join(link.itertext()).strip())
    name_leaves(trees)
    with translation.override(book.language):
        page = render_to_string(
            f"{TEMPLATES}/book.html",
            {
                "book": book,
                "chapters": [
                    (chapter, markup.inner(trees[chapter.name]))
                    for chapter in book.chapters
                ],
                "qr": qr_code(book.address, book.language),
            },
        )
    return typeset_html(page, book.language)


def name_leaves(trees: dict[str, Element]):
    """
    Only what a link of the book leads to keeps its name, and its first words bear it.

    WeasyPrint computes styles once for all elements alike, but an element with an id is
    like no other, nor is anything inside: named chapters cost a tenth of the time.
    """
    wanted = {
        link.get("href", "").removeprefix("#")
        for tree in trees.values()
        for link in tree.iter("a")
    }
    for name, tree in trees.items():
        for element in [each for each in tree.iter() if markup.is_html(each)]:
            anchor = element.attrib.pop("id", None)
            if anchor in wanted:
                markup.first_words(element).set("id", anchor)
        tree.find(".//h1").set("id", name)


def target(book: Book, href: str, known: set[str]) -> str:
    place = book.places.get(href)
    anchor = place and place.rpartition("#")[2]
    if anchor and anchor in known:
        return f"#{anchor}"
    if href.startswith("#") and href[1:] not in known:
        return book.address
    return absolute(href)


def qr_code(address: str, language: str) -> str:
    out = io.BytesIO()
    with translation.override(language):
        title = translation.gettext("Code QR : la page tenue à jour, %(address)s") % {
            "address": address
        }
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, title=title, dark="#18212b",
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()


def finish(document, pdf):
    """What PDF/UA-1 asks and WeasyPrint 70 leaves out; `outloud` found nothing more."""
    leave_out_margins(pdf)
    for box in (box for page in document.pages for box in page._page_box.descendants()):
        if box.link_annotation and box.element.get("title"):  # else, its address
            box.link_annotation["Contents"] = pydyf.String(box.element.get("title"))
    for each in pdf.objects:
        if not isinstance(each, dict):
            continue
        if each.get("Type") == "/Annot":
            each["F"] = 4  # printed as it is shown: ISO 32000-1, table 165
        elif each.get("S") == "/TH":
            row = at(pdf, each["P"])["K"]
            heads = all(at(pdf, cell)["S"] == "/TH" for cell in row)
            each["A"]["Scope"] = "/Column" if heads else "/Row"
    compress_once(pdf)


def at(pdf, reference: bytes):
    return pdf.objects[int(reference.split()[0])]


def compress_once(pdf):
    """pydyf compresses at each reading, and reads twice: for the identifier, and to write."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.compress:
            plain = pydyf.Stream(each.stream).data.partition(b"stream\n")[2]
            packed = zlib.compress(plain.removesuffix(b"\nendstream"))
            each.stream, each.compress = [packed], False
            each.extra["Filter"] = "/FlateDecode"


def leave_out_margins(pdf):
    """
    Running heads and page numbers are no part of what is read aloud.

    WeasyPrint marks them as text that hangs on no branch of the tree, since PDF 1.7
    has no other place for it; PDF/UA-1 wants an artifact, which is said in the page.
    """

    def read_aloud(element):
        for kid in element["K"]:
            if isinstance(kid, int):
                yield element["Pg"], kid
            elif (child := at(pdf, kid))["Type"] == "/StructElem":
                yield from read_aloud(child)

    root = at(pdf, pdf.catalog["StructTreeRoot"])
    kept = {
        (page, mark) for top in root["K"] for page, mark in read_aloud(at(pdf, top))
    }
    owners = at(pdf, root["ParentTree"])["Nums"][1::2]
    for page, marks in zip(pdf.page_references, owners, strict=False):
        stream = at(pdf, at(pdf, page)["Contents"]).stream
        for place, item in enumerate(stream):
            mark = item.get("MCID") if isinstance(item, dict) else None
            if mark is not None and (page, mark) not in kept:
                stream[place - 1 : place + 2] = ["/Artifact", b"", b"BMC"]
                marks[mark] = b"null"
