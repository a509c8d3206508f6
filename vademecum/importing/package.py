"""
The parts of a Word document, once each is known to be harmless.

A document is a ZIP of XML files: it may lie on its sizes, expand to gigabytes, declare
entities, hide a program. All of it is read here, within limits, before any library
parses a line; what follows only sees the parts that were checked.
"""

import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from .reading import Refused

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 2_000
MOST_BYTES = 150 * MEGABYTE  # unpacked, pictures included
MOST_XML = 20 * MEGABYTE  # unpacked, all the XML together
MOST_RATIO = 200  # an honest part of text is packed 10 to 50 times
MOST_NODES = 500_000  # elements and attributes: some 400 pages
DEEPEST = 200

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked_parts(content: bytes) -> dict[str, bytes]:
    """Every part by its name, or `Refused`."""
    if content.startswith(OLD_CONTAINER):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(
                _("Ce document est protégé par un mot de passe : retirez-le d'abord.")
            )
        raise Refused(
            _(
                "Ce document est à l'ancien format de Word : enregistrez-le en « .docx »."
            )
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:  # fmt: skip
        raise Refused(
            _("Ce fichier est endommagé, ou n'est pas un document Word.")
        ) from error
    if "[Content_Types].xml" not in parts:
        raise Refused(
            _("Ce fichier n'est pas un document Word : « [Content_Types].xml » manque.")
        )
    nodes = 0
    for name, part in parts.items():
        if is_xml(name):
            nodes += check_xml(name, part, MOST_NODES - nodes)
    return parts


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise Refused(
            _("Ce document contient trop de fichiers (%(count)s ; %(most)s au plus).")
            % {"count": len(entries), "most": MOST_ENTRIES}
        )
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise Refused(_("Ce fichier est endommagé : deux parties ont le même nom."))
    parts, total, total_xml = {}, 0, 0
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 1:
            raise Refused(
                _("Ce document est protégé par un mot de passe : retirez-le d'abord.")
            )
        if name.lower().endswith("vbaproject.bin"):
            raise Refused(macros())
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(name)
        limit = MOST_XML - total_xml if is_xml(name) else MOST_BYTES - total
        if entry.file_size > limit or (
            entry.file_size > MEGABYTE
            and entry.file_size > MOST_RATIO * entry.compress_size
        ):
            raise too_big(name)
        # What it declares may be a lie: no more than the limit is ever unpacked.
        with archive.open(entry) as file:
            part = file.read(limit + 1)
        if len(part) > limit:
            raise too_big(name)
        total += len(part)
        total_xml += len(part) if is_xml(name) else 0
        if total > MOST_BYTES:
            raise too_big(name)
        parts[name] = part
    return parts


def too_big(name: str) -> Refused:
    return Refused(
        _("La partie « %(name)s » de ce document est démesurée : il n'est pas importé.")
        % {"name": name}
    )


def macros() -> str:
    return _(
        "Ce document contient des macros (un programme) : il n'est pas importé. "
        "Enregistrez-le sans macros, au format « .docx »."
    )


def check_xml(name: str, part: bytes, most: int) -> int:
    """Refuse what is malformed, huge, too deep or declares entities; count its nodes."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = nodes = 0

    def start(tag, attributes):
        nonlocal depth, nodes
        depth += 1
        nodes += 1 + len(attributes)
        if depth > DEEPEST or nodes > most:
            raise too_big(name)

    def end(tag):
        nonlocal depth
        depth -= 1

    def refuse_doctype(*declared):
        raise Refused(
            _(
                "La partie « %(name)s » de ce document déclare des entités, ce qu'aucun "
                "traitement de texte ne fait : il n'est pas importé."
            )
            % {"name": name}
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Refused(
            _(
                "Ce document est endommagé : « %(name)s », ligne %(line)s, ne se lit pas."
            )
            % {"name": name, "line": error.lineno}
        ) from error
    return nodes
