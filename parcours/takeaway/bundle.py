"""
A package as files, and the ZIP for each use: from disk, and for each kind of platform.

The same content gives the same bytes.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from core.staticfiles import bundled
from core.typography import typeset
from vademecum.book.archive import archive

from .content import TEMPLATES, Package, script
from .words import words

MOST = 20 * 1024 * 1024
RUNTIME = Path(__file__).parent / "runtime"
SCRIPTS = ("scoring", "answers", "outcome", "scorm", "cmi5", "local", "player")
PLATFORMS = {
    "scorm-1-2": ("imsmanifest.xml", "scorm12.xml"),
    "scorm-2004": ("imsmanifest.xml", "scorm2004.xml"),
    "cmi5": ("cmi5.xml", "cmi5.xml"),
}
COMPRESSED = (".webp", ".png", ".jpg", ".jpeg", ".avif", ".mp3", ".m4a", ".ogg", ".woff2", ".zip")  # fmt: skip


class TooHeavyError(ValueError):
    """More than what platforms take: says how much, and what weighs most."""

    def __init__(self, size: int, files: dict[str, bytes]):
        super().__init__(size)
        self.size = size
        ordered = sorted(files.items(), key=lambda item: -len(item[1]))
        self.heaviest = [(name, len(content)) for name, content in ordered[:5]]


def player() -> bytes:
    """The whole script, closed on itself: a page opened from disk can load no module."""
    parts = [(RUNTIME / f"{name}.js").read_text() for name in SCRIPTS]
    return f'(() => {{\n"use strict";\n{"".join(parts)}}})();\n'.encode()


def style() -> bytes:
    def read(name: str) -> str:
        return Path(finders.find(f"css/{name}")).read_text()

    return bundled(read("site.css"), read).encode()


def files(package: Package) -> dict[str, bytes]:
    """What opens in a browser, from disk or from a platform."""
    with translation.override(package.language):
        said = words(package.language)
    found = {
        "index.html": package.html.encode(),
        "course.js": script(package, said),
        "player.js": player(),
        "style/site.css": style(),
        "style/takeaway.css": (RUNTIME / "takeaway.css").read_bytes(),
        "style/favicon.svg": Path(finders.find("img/favicon.svg")).read_bytes(),
        "fonts/bricolage.woff2": Path(finders.find("fonts/bricolage.woff2")).read_bytes(),
        "fonts/bricolage.LICENSE.txt": Path(finders.find("fonts/bricolage.LICENSE.txt")).read_bytes(),
        **package.files,
    }  # fmt: skip
    return dict(sorted(found.items()))


def manifests(package: Package) -> dict[str, bytes]:
    """What each kind of platform reads first, by the name of the platform."""
    names = list(files(package))
    return {
        name: manifest(package, names, template)
        for name, (_place, template) in PLATFORMS.items()
    }


def manifest(package: Package, names: list[str], template: str) -> bytes:
    context = {"package": package, "files": names}
    return render_to_string(f"{TEMPLATES}/{template}", context).strip().encode()


def zipped(content: dict[str, bytes]) -> bytes:
    stored = tuple(name for name in content if name.endswith(COMPRESSED))
    written = archive(content, stored)
    if len(written) > MOST:
        raise TooHeavyError(len(written), content)
    return written


def write(package: Package) -> dict[str, bytes]:
    """Each file of a parcours, by the name of its use."""
    content = files(package)
    if not package.corrects:
        return {"hors-ligne": zipped(content)}
    made = {
        name: zipped({place: manifest(package, list(content), template), **content})
        for name, (place, template) in PLATFORMS.items()
    }
    with translation.override(package.language):
        readme = render_to_string(f"{TEMPLATES}/readme.txt", {"package": package})
    whole = {
        "LISEZ-MOI.txt" if package.language == "fr" else "README.txt": typeset(
            readme, package.language
        ).encode(),
        **content,
        **{f"plateformes/{name}.zip": written for name, written in made.items()},
    }
    return made | {"tout": zipped(whole)}
