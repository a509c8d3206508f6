"""A Word document as HTML, and the list of all that HTML cannot say of it."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import mammoth
from django.utils.translation import gettext as _

from .package import checked_parts, is_xml, macros
from .reading import LINKS, Picture, Reading, Refused, Remark, excerpt

# Word keeps the English names of its own styles; other software writes them in French,
# and pandoc has a few of its own.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Titre'] => h1.title:fresh
p[style-name='Titre 1'] => h1:fresh
p[style-name='Titre 2'] => h2:fresh
p[style-name='Titre 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Citation'] => blockquote > p:fresh
p[style-name='Citation intense'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Légende'] => p.caption:fresh
p[style-name='Image Caption'] => p.caption:fresh
p[style-name='Table Caption'] => p.caption:fresh
p[style-name='toc 1'] => !
p[style-name='toc 2'] => !
p[style-name='toc 3'] => !
p[style-name='TOC Heading'] => !
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
r[style-name='FollowedHyperlink'] =>
"""
# Text as any other. No rule above: it would come before those of lists, and most items
# of a list are « List Paragraph ».
PLAIN = frozenset(
    [
        "Subtitle",
        "Body Text",
        "Text body",
        "Normal (Web)",
        "No Spacing",
        "List Paragraph",
        "Paragraphe de liste",
        "First Paragraph",
        "Compact",
        "Captioned Figure",
    ]
)
UNKNOWN_STYLE = re.compile(
    r"Unrecognised \w+ style: (?P<name>.*) \(Style ID: (?P<known>.*)\)"
    r"|\w+ style with ID (?P<missing>.*) was referenced but .*"
)
SAID_BY_THE_SCAN = ("An unrecognised element was ignored", "Image of type", "Could not find image file", "could not open external image")  # fmt: skip
EXTENSIONS = {"jpeg": "jpg", "svg+xml": "svg", "x-emf": "emf", "x-wmf": "wmf"}
WORD = re.compile(r"\{[^}]*wordprocessingml[^}]*\}")
# Where Word may cut a word: each browser does that by itself.
SOFT_HYPHEN = "\u00ad"


def read(content: bytes) -> Reading:
    parts = checked_parts(content)
    if "macroEnabled" in parts["[Content_Types].xml"].decode(errors="replace"):
        raise Refused(macros())
    main = next((n for n in parts if re.fullmatch(r"word/document\d*\.xml", n)), None)
    if main is None:
        raise Refused(
            _("Ce fichier n'est pas un document Word : « word/document.xml » manque.")
        )
    reading = Reading(html="")
    scan(parts, main, reading)
    convert(parts, reading)
    reading.title = title_of(parts)
    return reading


# --- The text ---------------------------------------------------------------------


def convert(parts: dict[str, bytes], reading: Reading):
    not_kept = []

    def keep_picture(image):
        try:
            with image.open() as file:
                content = file.read()
        except KeyError:  # linked to another host, or missing: never fetched
            not_kept.append(
                _("une image liée, et non incorporée, n'est pas reprise : ajoutez-la.")
            )
            return []
        kind = (image.content_type or "").rpartition("/")[2]
        reading.pictures.append(Picture(content, EXTENSIONS.get(kind, kind)))
        source = f"picture:{len(reading.pictures)}"
        return [mammoth.html.element("img", {"src": source, "alt": image.alt_text or ""})]  # fmt: skip

    try:
        result = mammoth.convert_to_html(
            repacked(parts),
            style_map=STYLES,
            convert_image=keep_picture,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except RecursionError as error:
        raise Refused(
            _("Ce document imbrique trop de tableaux ou de cadres : simplifiez-le.")
        ) from error
    except Exception as error:  # mammoth lets out whatever a strange part provokes
        raise Refused(
            _("Ce document est endommagé : Word l'ouvre peut-être, mais une de ses "
              "parties ne se lit pas. Enregistrez-le à nouveau, puis importez-le.")
        ) from error  # fmt: skip
    reading.html = result.value.replace(SOFT_HYPHEN, "")
    said = [message.message for message in result.messages]
    reading.remarks += [
        Remark(_("document"), remark) for remark in [*remarks_of(said), *not_kept]
    ]


def remarks_of(messages: list[str]) -> Iterator[str]:
    """What mammoth says of a document, in the words of its editor."""
    styles = set()
    for message in messages:
        if found := UNKNOWN_STYLE.fullmatch(message):
            if found["name"] not in PLAIN:
                styles.add(found["known"] or found["missing"])
        elif not message.startswith(SAID_BY_THE_SCAN):
            yield _("le convertisseur signale : « %(message)s ».") % {"message": message}  # fmt: skip
    for style in sorted(styles):
        yield _("le style « %(style)s » est inconnu : son texte est repris sans mise en forme.") % {"style": style}  # fmt: skip


def repacked(parts: dict[str, bytes]) -> BytesIO:
    """The checked parts alone: what mammoth reads is what was checked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            if is_xml(name):
                # mammoth leaves out this older way to go to the next line.
                archive.writestr(name, part.replace(b"<w:cr/>", b"<w:br/>"))
            elif "/media/" in name:
                archive.writestr(name, part)
    out.seek(0)
    return out


def title_of(parts: dict[str, bytes]) -> str:
    if core := parts.get("docProps/core.xml"):
        title = parse(core).find("title")
        if title is not None and title.text:
            return " ".join(title.text.split())
    return ""


# --- What HTML cannot say ---------------------------------------------------------


def parse(part: bytes) -> Element:
    """A checked part, its elements named `w:p` for Word's own and `oMath` for others."""
    root = ElementTree.fromstring(part)
    for element in root.iter():
        element.tag = re.sub(r"\{.*\}", "", WORD.sub("w:", element.tag))
    for element in list(root.iter("AlternateContent")):
        # The same words again, for older readers.
        for older in element.findall("Fallback") if element.findall("Choice") else []:
            element.remove(older)
    return root


def scan(parts: dict[str, bytes], main: str, reading: Reading):
    """Write down the words of every paragraph, and what cannot be kept of it."""
    comments = comments_of(parts)
    root = parse(parts[main])
    for number, paragraph in enumerate(root.iter("w:p"), start=1):
        text = written(paragraph)
        place = _("paragraphe %(number)s") % {"number": number}
        if text:
            place = f"{place}, « {excerpt(text)} »"
        if is_contents(paragraph):
            text = re.sub(r"\d+$", "", text)  # the number of a page
        reading.words.append((place, text))
        reading.remarks += (Remark(place, said) for said in unkept(paragraph, comments))
    for name, part in parts.items():
        kind = re.match(r"word/(header|footer|footnotes|endnotes)\d*\.xml$", name)
        if kind is None:
            continue
        for paragraph in parse(part).iter("w:p"):
            if not (text := written(paragraph)):
                continue
            if kind[1] in ("footnotes", "endnotes"):
                reading.words.append((_("notes"), text))
            else:
                place = _("en-tête") if kind[1] == "header" else _("pied de page")
                said = _("non repris : « %(text)s ».") % {"text": text}
                reading.remarks.append(Remark(place, said))
    for name, part in parts.items():
        if name.endswith(".rels"):
            reading.remarks += (Remark(_("document"), said) for said in outside(part))


def inside(element: Element, closed: set[str]) -> Iterator[Element]:
    """What an element holds, in order, without entering those of these names."""
    waiting = [*reversed(element)]
    while waiting:
        child = waiting.pop()
        yield child
        if child.tag not in closed:
            waiting += reversed(child)


def written(paragraph: Element) -> str:
    """What one reads in a paragraph: not what was deleted, moved, or is in a box."""
    words = []
    for element in inside(paragraph, {"w:del", "w:moveFrom", "w:p"}):
        if element.tag == "w:t":
            words.append((element.text or "").replace(SOFT_HYPHEN, ""))
        elif element.tag == "w:noBreakHyphen":
            words.append("\u2011")
        elif element.tag in ("w:tab", "w:br", "w:cr"):
            words.append(" ")
    return "".join(words).strip()


def is_contents(paragraph: Element) -> bool:
    style = next(paragraph.iter("w:pStyle"), None)
    return style is not None and value(style).lower().startswith(("toc", "tm"))


def value(element: Element, name: str = "val") -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")  # fmt: skip


def is_on(switch: Element) -> bool:
    return value(switch) not in ("0", "false")


def all_text(element: Element) -> str:
    """Its text, without that of elements like itself."""
    texts = (e.text or "" for e in inside(element, {element.tag}))
    return " ".join("".join(texts).split())


def unkept(paragraph: Element, comments: dict[str, str]):
    """What a paragraph says otherwise than by its text and our few styles."""
    seen = set()
    for element in inside(paragraph, {"w:p"}):
        message = None
        match element.tag:
            case "w:del":
                message = _("suivi des modifications : la suppression de « %(text)s » est acceptée.") % {"text": all_text(element)}  # fmt: skip
            case "w:ins" if all_text(element):
                message = _("suivi des modifications : l'ajout de « %(text)s » est accepté.") % {"text": all_text(element)}  # fmt: skip
            case "w:r" if any(
                e.tag == "w:vanish" and is_on(e) for e in element.iter()
            ) and all_text(element):
                message = _("texte masqué dans Word, repris : « %(text)s ».") % {"text": all_text(element)}  # fmt: skip
            case "w:commentReference":
                message = _("commentaire non repris : %(text)s") % {"text": comments.get(value(element, "id"), "…")}  # fmt: skip
            case "oMath":
                message = _("équation non reprise : « %(text)s ».") % {"text": all_text(element)}  # fmt: skip
            case "w:txbxContent":
                message = _("zone de texte, reprise dans le texte courant si Word l'a permis : « %(text)s ».") % {"text": all_text(element)}  # fmt: skip
            case "graphicData" if not value(element, "uri").endswith(
                ("/picture", "wordprocessingShape", "wordprocessingGroup")
            ):
                message = _("graphique ou schéma non repris : ajoutez-en une image.")
            case "w:object":
                message = _("objet incorporé non repris.")
            case "w:strike" | "w:dstrike" if is_on(element):
                message = _("texte barré, repris sans la barre.")
        if message and message not in seen:
            seen.add(message)
            yield message


def comments_of(parts: dict[str, bytes]) -> dict[str, str]:
    found = {}
    for name, part in parts.items():
        if re.fullmatch(r"word/comments\d*\.xml", name):
            for comment in parse(part).iter("w:comment"):
                said = f"« {all_text(comment)} »"
                author = value(comment, "author")
                found[value(comment, "id")] = f"{said} ({author})" if author else said
    return found


def outside(part: bytes):
    """What a document fetches elsewhere when Word opens it; links of the text are not."""
    for relation in parse(part).iter():
        if relation.get("TargetMode") != "External":
            continue
        kind = (relation.get("Type") or "").rpartition("/")[2]
        if kind == "image":
            yield _("une image d'un autre site n'est pas téléchargée : %(target)s") % {"target": relation.get("Target", "")}  # fmt: skip
        elif kind == "hyperlink":
            # nh3 takes the address away: it is said here, the link at its place.
            if not (target := relation.get("Target", "")).startswith(LINKS):
                yield _("adresse de lien non admise : %(target)s") % {"target": target}
        else:
            yield _("un lien vers un fichier extérieur est ignoré : %(target)s") % {"target": relation.get("Target", "")}  # fmt: skip
