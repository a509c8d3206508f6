"""
The press: a whole HTML document as a tagged PDF (PDF/UA-1), typeset by WeasyPrint.

Imported by what prints, when it prints: see `pdf.printed_pages`.
"""

import zlib
from pathlib import Path

import pydyf
import weasyprint
from django.contrib.staticfiles import finders
from PIL import ImageFile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

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


def pages_of(text: str, style: str, digest: str, pictures) -> bytes:
    fetcher = Ours(pictures)
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(
        url=f"{HERE}/static/{style}", url_fetcher=fetcher, font_config=fonts
    )
    document = weasyprint.HTML(string=text, base_url=f"{HERE}/", url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=digest.encode()[:32],
        finisher=finish,
    )


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
