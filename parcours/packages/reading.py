"""
The package of somebody else (H5P, SCORM), once each of its entries is known to be harmless.

Nothing is kept before everything was read: sizes, names, kinds of files, the manifest, the
page that begins. A message names the entry at fault. The package stays zipped: nothing is
ever written under a name that it chose.
"""

import hashlib
import json
import posixpath
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from vademecum.importing import reading
from vademecum.importing.package import check_xml

MEGABYTE = 1024 * 1024
MOST_FILE = 50 * MEGABYTE
MOST_BYTES = 200 * MEGABYTE  # unpacked
MOST_ENTRIES = 3_000
MOST_RATIO = 200
MOST_MANIFEST = 5 * MEGABYTE
LONGEST_NAME = 240

# What a reader's browser shows; anything else has no business in a page.
TYPES = {
    "html": "text/html", "htm": "text/html", "css": "text/css",
    "js": "text/javascript", "mjs": "text/javascript", "json": "application/json",
    "xml": "application/xml", "xsd": "application/xml", "dtd": "application/xml-dtd",
    "txt": "text/plain", "md": "text/plain", "csv": "text/plain", "vtt": "text/vtt", "srt": "text/plain",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml", "ico": "image/x-icon", "bmp": "image/bmp",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf", "eot": "application/vnd.ms-fontobject",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav",
    "mp4": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "pdf": "application/pdf",
}  # fmt: skip
BARE = {"license", "licence", "readme", "copying", "authors", "changelog"}
LITTER = re.compile(r"^__MACOSX/|(^|/)(\.DS_Store|Thumbs\.db|desktop\.ini)$")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"<?php", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xca\xfe\xba\xbe")  # fmt: skip
DRIVE = re.compile(r"^[A-Za-z]:")

Refused = reading.Refused


@dataclass(frozen=True)
class Package:
    """What a package is, and the page that it begins with."""

    kind: str  # h5p, scorm12, scorm2004
    title: str
    launch: str
    digest: str


def read(file) -> Package:
    """A package that may be kept, or `Refused`."""
    file.seek(0, 2)
    if file.tell() > MOST_FILE:
        raise Refused(_("Ce paquet dépasse 50 Mo : allégez ses images et ses films."))
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        with zipfile.ZipFile(file) as archive:
            names = check_entries(archive)
            kind, title, launch = manifest(archive, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:  # fmt: skip
        if isinstance(error, Refused):
            raise
        raise Refused(
            _("Ce fichier est endommagé, ou n'est pas un paquet H5P ou SCORM (ZIP).")
        ) from error
    finally:
        file.seek(0)
    return Package(kind, title[:200], launch, digest)


# --- Entries ----------------------------------------------------------------------


def kept(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its files, without what an operating system leaves among them."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not LITTER.search(entry.filename)
    ]


def check_entries(archive: zipfile.ZipFile) -> set[str]:
    if len(archive.infolist()) > MOST_ENTRIES:
        raise Refused(
            _("Ce paquet contient trop de fichiers (%(count)s ; %(most)s au plus).")
            % {"count": len(archive.infolist()), "most": MOST_ENTRIES}
        )
    names, total = set(), 0
    for entry in archive.infolist():
        check_name(entry)
    for entry in kept(archive):
        if entry.filename.lower() in names:
            raise at(entry, _("deux fichiers portent ce nom"))
        names.add(entry.filename.lower())
        check_kind(entry)
        total += check_content(archive, entry, MOST_BYTES - total)
    return {entry.filename for entry in kept(archive)}


def at(entry, problem: str) -> Refused:
    shown = ascii(entry.orig_filename)[1:-1] if not entry.orig_filename.isprintable() else entry.orig_filename  # fmt: skip
    return Refused(
        _("« %(name)s » : %(problem)s. Le paquet n'est pas gardé.")
        % {"name": shown[:120], "problem": problem}
    )


def check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        raise at(entry, _("ce nom n'est pas en UTF-8"))
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise at(entry, _("ce nom est trop long ou contient des caractères interdits"))
    parts = name.removesuffix("/").split("/")
    if "\\" in name or DRIVE.match(name) or {"", ".", ".."} & set(parts):
        raise at(entry, _("ce chemin sort du paquet"))
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise at(entry, _("c'est un lien, pas un fichier"))


def check_kind(entry: zipfile.ZipInfo) -> None:
    base = posixpath.basename(entry.filename).lower()
    stem, dot, extension = base.rpartition(".")
    if (extension not in TYPES) if dot else (base not in BARE):
        raise at(entry, _("ce genre de fichier n'est pas accepté"))
    if entry.flag_bits & 1:
        raise at(entry, _("ce fichier est protégé par un mot de passe"))


def check_content(archive, entry: zipfile.ZipInfo, room: int) -> int:
    too_big = at(entry, _("ce fichier est démesuré une fois décompressé"))
    if entry.file_size > room or (
        entry.file_size > MEGABYTE
        and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
    ):
        raise too_big
    # What it declares may be a lie: all of it is read, and no more than the limit.
    size, beginning = 0, b""
    with archive.open(entry) as file:
        while part := file.read(MEGABYTE):
            beginning = beginning or part[:8]
            size += len(part)
            if size > room:
                raise too_big
    if beginning.startswith(PROGRAMS):
        raise at(entry, _("c'est un programme ou une archive, sous un autre nom"))
    return size


# --- Manifests --------------------------------------------------------------------


def manifest(archive, names: set[str]) -> tuple[str, str, str]:
    found = {"h5p.json", "imsmanifest.xml"} & names
    if len(found) > 1:
        raise Refused(_("Ce paquet est à la fois H5P et SCORM : il faut choisir."))
    if found == {"h5p.json"}:
        return h5p(archive, names)
    if found:
        return scorm(archive, names)
    raise Refused(
        _(
            "Ni « h5p.json » ni « imsmanifest.xml » à la racine : ce n'est pas un paquet H5P ou SCORM, ou son dossier a été zippé à la place de son contenu."
        )
    )


def part(archive, name: str) -> bytes:
    content = archive.read(name)
    if len(content) > MOST_MANIFEST:
        raise Refused(_("« %(name)s » est démesuré.") % {"name": name})
    return content


def json_of(archive, name: str) -> dict:
    try:
        value = json.loads(part(archive, name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(_("« %(name)s » ne se lit pas.") % {"name": name}) from error
    if not isinstance(value, dict):
        raise Refused(_("« %(name)s » ne se lit pas.") % {"name": name})
    return value


def h5p(archive, names: set[str]) -> tuple[str, str, str]:
    said = json_of(archive, "h5p.json")
    if "content/content.json" not in names:
        raise Refused(_("« content/content.json » manque."))
    json_of(archive, "content/content.json")
    main = str(said.get("mainLibrary", ""))
    needed = said.get("preloadedDependencies")
    if not isinstance(needed, list) or not all(isinstance(each, dict) for each in needed):  # fmt: skip
        raise Refused(_("« h5p.json » ne dit pas quelles bibliothèques il emploie."))
    folders = {}
    for each in needed:
        name = str(each.get("machineName", ""))
        version = f"{each.get('majorVersion')}.{each.get('minorVersion')}"
        folders[name] = f"{name}-{version}"
        if f"{folders[name]}/library.json" not in names:
            raise Refused(
                _("La bibliothèque « %(name)s » manque : exportez l'activité entière.")
                % {"name": folders[name][:120]}
            )
    if main not in folders:
        raise Refused(_("« h5p.json » ne nomme pas sa bibliothèque principale."))
    return "h5p", str(said.get("title") or ""), ""


def scorm(archive, names: set[str]) -> tuple[str, str, str]:
    content = part(archive, "imsmanifest.xml")
    try:
        check_xml("imsmanifest.xml", content, 100_000)
    except Refused as error:
        raise Refused(
            _("« imsmanifest.xml » est endommagé, démesuré, ou déclare des entités.")
        ) from error
    root = ElementTree.fromstring(content)  # without entities: checked above
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    version = (root.findtext("metadata/schemaversion") or "").strip()
    is_new = "1.2" not in version and b"adlcp_v1p3" in content or "2004" in version
    base = join(base_of(root), base_of(root.find("resources")))
    resources = {
        each.get("identifier"): join(base, base_of(each), each.get("href", ""))
        for each in root.iter("resource")
    }
    items = [each for each in root.iter("item") if each.get("identifierref")]
    launches = list(dict.fromkeys(resources.get(each.get("identifierref"), "") for each in items))  # fmt: skip
    if not launches or not launches[0]:
        raise Refused(_("« imsmanifest.xml » ne dit pas par quelle page commencer."))
    if len(launches) > 1:
        raise Refused(
            _(
                "Ce paquet a %(count)s modules : une étape en ouvre un seul. Exportez-les un par un."
            )
            % {"count": len(launches)}
        )
    launch = inside(launches[0])
    if launch not in names or not launch.lower().endswith((".html", ".htm")):
        raise Refused(
            _("La page de départ « %(name)s » n'est pas dans le paquet.")
            % {"name": launches[0][:120]}
        )
    title = root.findtext("organizations/organization/title") or ""
    return ("scorm2004" if is_new else "scorm12"), title.strip(), launch


def base_of(element) -> str:
    key = "{http://www.w3.org/XML/1998/namespace}base"
    return element.get(key, "") if element is not None else ""


def join(*parts: str) -> str:
    return "".join(parts)


def inside(href: str) -> str:
    """The entry that an address in a manifest names; nothing for one that is elsewhere."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return ""
    return posixpath.normpath(unquote(parts.path))
