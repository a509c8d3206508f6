"""Word documents written part by part: `word(paragraph("Un texte"), title("Une fiche"))`."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"  # fmt: skip
STYLES = {
    "Titre": "Title",
    "Titre1": "heading 1",
    "Titre2": "heading 2",
    "Titre3": "heading 3",
    "Citation": "Quote",
    "Lgende": "caption",
    "Paragraphedeliste": "List Paragraph",
    "TM1": "toc 1",
}


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; a word alone is a run."""
    runs = "".join(c if c.startswith("<") else run(c) for c in content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def title(text: str, level: int = 1) -> str:
    return paragraph(text, style=f"Titre{level}")


def item(text: str, level: int = 0, list_id: int = 1, style: str = "") -> str:
    return paragraph(
        text,
        style=style,
        properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>',
    )


def table(*rows: list[str], header: bool = False) -> str:
    lines = ""
    for number, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if header and not number else ""
        cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
        lines += f"<w:tr>{head}{cells}</w:tr>"
    return f"<w:tbl>{lines}</w:tbl>"


def link(text: str, relation: str) -> str:
    return f'<w:hyperlink r:id="{relation}">{run(text)}</w:hyperlink>'


def picture(relation: str = "rImage", alt: str = "", attribute: str = "embed") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Image" descr="{escape(alt)}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:blipFill><a:blip r:{attribute}="{relation}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def note_mark(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def footnotes(*notes: str) -> str:
    inside = "".join(
        f'<w:footnote w:id="{number}">{note}</w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    return f"<w:footnotes {NAMESPACES}>{inside}</w:footnotes>"


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return out.getvalue()


def relation(key: str, kind: str, target: str, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"{mode}/>'
    )


def parts_of(*body: str, relations: str = "", **others) -> dict[str, bytes | str]:
    """The parts of a document; `others` adds or replaces some, named with `__` for /."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLES.items()
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/></w:lvl>'
        for level in range(3)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">'
        f"{relation('r1', 'officeDocument', 'word/document.xml')}</Relationships>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/numbering.xml": f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f"{relation('rImage', 'image', 'media/image1.png')}{relations}</Relationships>",
        "word/media/image1.png": png(),
    } | others


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def word(*body: str, relations: str = "", parts: dict | None = None) -> bytes:
    return zipped(parts_of(*body, relations=relations) | (parts or {}))
