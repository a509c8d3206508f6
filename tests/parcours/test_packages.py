"""Packages of others: checked whole, served sealed, replaced at once or not at all."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage

from parcours.models import ImportedPackage, LearnerEvent
from parcours.packages import reading, views
from tests import factories

from . import packages
from .conftest import etape_with

BLOCK = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee"
MEGABYTE = 1024 * 1024


def imported(content, **fields):
    package = ImportedPackage(
        title="Reconnaître les acteurs",
        alternative="On classe douze acteurs par famille.",
        credit="Une fédération",
        licence="CC BY 4.0",
        file=File(content, name="paquet.zip"),
        **fields,
    )
    package.full_clean()
    package.save()
    return package


@pytest.fixture
def package(db):
    return imported(packages.scorm12())


@pytest.fixture
def etape(parcours, package):
    block = {"type": "imported", "id": BLOCK, "value": {"package": package.pk, "text": "Un jeu."}}  # fmt: skip
    return etape_with(parcours, [block])


# --- What is accepted -------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "kind", "title", "launch"),
    [
        (packages.h5p, "h5p", "Reconnaître les acteurs", ""),
        (packages.scorm12, "scorm12", "Les acteurs", "index.html"),
        (packages.scorm2004, "scorm2004", "Les acteurs", "index.html"),
    ],
)
def test_a_true_package_is_read(make, kind, title, launch):
    found = reading.read(make())

    assert (found.kind, found.title, found.launch) == (kind, title, launch)


def test_what_an_operating_system_leaves_is_passed_over():
    content = packages.zipped(
        packages.scorm_parts()
        | {"__MACOSX/._index.html": b"\x00", ".DS_Store": b"\x00", "img/Thumbs.db": b"x"}
    )  # fmt: skip

    assert reading.read(content).launch == "index.html"


def test_a_launch_page_in_a_folder_with_a_query_is_found():
    parts = packages.scorm_parts(href="un%20dossier/debut.html?x=1#y")
    parts["un dossier/debut.html"] = parts.pop("index.html")

    assert reading.read(packages.zipped(parts)).launch == "un dossier/debut.html"


# --- What is refused --------------------------------------------------------------


def entry(name: str, mode=0, flags=0x800):
    info = zipfile.ZipInfo("placeholder")
    info.filename = info.orig_filename = name
    info.external_attr = mode << 16
    info.flag_bits = flags
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def with_entry(name, content=b"x", **how):
    return packages.zipped(packages.scorm_parts() | {entry(name, **how): content})


def encrypted():
    content = bytearray(packages.scorm12().getvalue())
    content[6] |= 1
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    return io.BytesIO(content)


def lying():
    """A ZIP that says that a megabyte is ten bytes."""
    content = packages.scorm12(**{"a.txt": b"0" * MEGABYTE}).getvalue()
    return io.BytesIO(content.replace((MEGABYTE).to_bytes(4, "little"), (10).to_bytes(4, "little")))  # fmt: skip


def doubled():
    content = packages.scorm12(**{"a.txt": "1", "A.TXT": "2"})
    return content


def manifest(text):
    return packages.zipped({"imsmanifest.xml": text, "index.html": "<p>"})


def without(parts, name):
    return packages.zipped({key: value for key, value in parts.items() if key != name})


def several_modules():
    parts = packages.scorm_parts()
    parts["imsmanifest.xml"] = (
        parts["imsmanifest.xml"]
        .replace("</organization>", '<item identifier="j" identifierref="s"/></organization>')
        .replace("</resources>", '<resource identifier="s" href="deux.html"/></resources>')
    )  # fmt: skip
    return packages.zipped(parts, **{"deux.html": "<p>"})


BOMB = """<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><manifest>&b;</manifest>"""
OUTSIDE = (
    """<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>"""
)
HOSTILE = {
    "not a zip": (lambda: io.BytesIO(b"bonjour"), "endommagé"),
    "empty": (lambda: io.BytesIO(b""), "endommagé"),
    "cut": (lambda: io.BytesIO(packages.scorm12().getvalue()[:-30]), "endommagé"),
    "corrupt": (lambda: io.BytesIO(packages.scorm12().getvalue().replace(b"PK\x03\x04", b"PK\x03\x05", 1)), "endommagé"),
    "nothing inside": (lambda: packages.zipped({}), "Ni « h5p.json »"),
    "folder zipped": (lambda: packages.zipped({f"dossier/{k}": v for k, v in packages.scorm_parts().items()}), "dossier a été zippé"),
    "both": (lambda: packages.zipped(packages.scorm_parts() | packages.h5p_parts()), "à la fois"),
    "traversal": (lambda: with_entry("../evil.html"), "« ../evil.html »"),
    "deep traversal": (lambda: with_entry("a/../../evil.html"), "sort du paquet"),
    "absolute": (lambda: with_entry("/etc/evil.html"), "sort du paquet"),
    "windows": (lambda: with_entry("..\\evil.html"), "sort du paquet"),
    "drive": (lambda: with_entry("C:evil.html"), "sort du paquet"),
    "dot": (lambda: with_entry("./evil.html"), "sort du paquet"),
    "symlink": (lambda: with_entry("lien.html", b"/etc/passwd", mode=0o120777), "un lien"),
    "device": (lambda: with_entry("dev.html", mode=0o020666), "un lien"),
    "control": (lambda: with_entry("a\nb.html"), "caractères interdits"),
    "turned over": (lambda: with_entry("a\u202elmth.exe.html"), "caractères interdits"),
    "long name": (lambda: with_entry("a" * 300 + ".html"), "trop long"),
    "php": (lambda: with_entry("shell.php", b"<?php"), "« shell.php »"),
    "exe": (lambda: with_entry("setup.exe", b"MZ"), "« setup.exe »"),
    "htaccess": (lambda: with_entry(".htaccess"), "genre de fichier"),
    "no extension": (lambda: with_entry("programme"), "genre de fichier"),
    "disguised program": (lambda: with_entry("photo.png", b"MZ\x90\x00"), "sous un autre nom"),
    "disguised script": (lambda: with_entry("page.html", b"<?php system('id');"), "sous un autre nom"),
    "archive in archive": (lambda: with_entry("encore.zip", b"PK\x03\x04"), "genre de fichier"),
    "disguised archive": (lambda: with_entry("data.json", b"PK\x03\x04"), "sous un autre nom"),
    "encrypted": (encrypted, "mot de passe"),
    "bomb": (lambda: packages.scorm12(**{"a.txt": b"0" * 20 * MEGABYTE}), "démesuré"),
    "lie": (lying, "endommagé"),
    "same name twice": (doubled, "portent ce nom"),
    "too many": (lambda: packages.zipped(packages.scorm_parts() | {f"{n}.txt": "" for n in range(3001)}), "trop de fichiers"),
    "entities": (lambda: manifest(BOMB), "entités"),
    "outside entity": (lambda: manifest(OUTSIDE), "entités"),
    "broken manifest": (lambda: manifest("<manifest>"), "imsmanifest.xml"),
    "no resource": (lambda: manifest("<manifest/>"), "par quelle page"),
    "no launch page": (lambda: packages.zipped(packages.scorm_parts(href="ailleurs.html")), "« ailleurs.html »"),
    "launch elsewhere": (lambda: packages.zipped(packages.scorm_parts(href="https://evil.example/")), "evil.example"),
    "launch outside": (lambda: packages.zipped(packages.scorm_parts(href="../index.html")), "pas dans le paquet"),
    "launch no page": (lambda: packages.zipped(packages.scorm_parts(href="imsmanifest.xml")), "pas dans le paquet"),
    "several modules": (several_modules, "2 modules"),
    "no content": (lambda: without(packages.h5p_parts(), "content/content.json"), "content/content.json"),
    "no library": (lambda: without(packages.h5p_parts(), "H5P.Tiny-1.0/library.json"), "« H5P.Tiny-1.0 »"),
    "h5p no json": (lambda: packages.zipped(packages.h5p_parts() | {"h5p.json": "{"}), "« h5p.json »"),
    "h5p list": (lambda: packages.zipped(packages.h5p_parts() | {"h5p.json": "[]"}), "« h5p.json »"),
    "h5p deep": (lambda: packages.zipped(packages.h5p_parts() | {"h5p.json": "[" * 200_000}), "« h5p.json »"),
    "h5p nothing said": (lambda: packages.zipped(packages.h5p_parts() | {"h5p.json": "{}"}), "bibliothèques"),
    "h5p odd": (lambda: packages.zipped(packages.h5p_parts() | {"h5p.json": '{"preloadedDependencies": [3]}'}), "bibliothèques"),
}  # fmt: skip


def test_each_malformed_or_hostile_package_is_refused_by_name_of_what_is_wrong():
    said = {}
    for name, (make, expected) in HOSTILE.items():
        try:
            found = reading.read(make())
        except reading.Refused as refused:
            if expected not in str(refused):
                said[name] = str(refused)
        else:
            said[name] = found

    assert said == {}


def test_a_name_that_is_not_in_utf_8_is_refused():
    content = packages.scorm12(**{"e.txt": "x"}).getvalue()
    content = content.replace(b"e.txt", b"\x82.txt")

    with pytest.raises(reading.Refused, match="UTF-8"):
        reading.read(io.BytesIO(content))


def test_a_package_of_more_than_fifty_megabytes_is_refused_unread():
    class Big(io.BytesIO):
        def tell(self):
            return 51 * MEGABYTE

    with pytest.raises(reading.Refused, match="50 Mo"):
        reading.read(Big())


# --- Keeping ----------------------------------------------------------------------


def test_nothing_is_kept_of_a_package_that_is_refused(package):
    before = default_storage.listdir("packages")
    with pytest.raises(ValidationError, match="evil"):
        imported(with_entry("../evil.html"))

    assert ImportedPackage.objects.get() == package
    assert default_storage.listdir("packages") == before


def test_another_upload_replaces_the_package_at_once_and_only_if_it_is_good(
    package, django_capture_on_commit_callbacks
):
    old, before = package.file.name, package.digest
    package.file = File(with_entry("../evil.html"), name="x.zip")
    with pytest.raises(ValidationError):
        package.full_clean()
    kept = ImportedPackage.objects.get()
    assert kept.digest == before and default_storage.exists(old)

    kept.file = File(packages.scorm2004(), name="x.zip")
    kept.full_clean()
    with django_capture_on_commit_callbacks(execute=True):
        kept.save()

    kept.refresh_from_db()
    assert kept.kind == "scorm2004" and kept.digest != before
    assert not default_storage.exists(old)
    with kept.file.open() as file:
        assert reading.read(file).digest == kept.digest


# --- Serving ----------------------------------------------------------------------


def address(package, path=""):
    return f"/paquets/{package.pk}/{package.version}/{path}"


def test_a_file_is_sealed_and_says_its_kind(client, package):
    response = client.get(address(package, "index.html"))

    policy = response["Content-Security-Policy"]
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy and "'self'" not in policy
    assert f"connect-src http://testserver{address(package)};" in policy
    assert "form-action 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Cross-Origin-Resource-Policy" in response
    assert not response.has_header("X-Frame-Options")
    assert not response.cookies
    assert b"vendor/scorm/scorm12" in response.content
    assert "Les acteurs" in response.content.decode()


def test_the_player_comes_first_in_the_page_that_begins():
    pages = {
        b"<!doctype html><html><head lang=fr><title>": b"<!doctype html><html><head lang=fr>",
        b"<!DOCTYPE html>\n<header>Bonjour": b"<!DOCTYPE html>",
        b"<p>Bonjour": b"",
    }
    for page, before in pages.items():
        made = views.with_player("scorm12", page)

        assert made.startswith(before + b"<script src=")
        assert made.endswith(page.removeprefix(before))


def test_only_what_the_package_holds_is_answered(client, package):
    for path in (
        "autre.html",
        "../../../etc/passwd",
        "%2e%2e/x",
        "INDEX.HTML",
        "__MACOSX/x",
    ):
        assert client.get(address(package, path)).status_code == 404
    assert client.get(f"/paquets/{package.pk}/{'0' * 16}/index.html").status_code == 404
    assert client.get("/paquets/99999999999999999999/0/x").status_code == 404
    assert client.post(address(package, "index.html")).status_code == 405


def test_an_origin_of_its_own_is_the_only_place_where_it_has_one(
    client, package, settings
):
    settings.PACKAGES_ORIGIN = "http://127.0.0.1"

    assert client.get(address(package, "index.html")).status_code == 404
    response = client.get(address(package, "index.html"), headers={"Host": "127.0.0.1"})

    assert client.get("/fr/", headers={"Host": "127.0.0.1"}).status_code == 404
    assert "sandbox allow-scripts allow-same-origin;" in response["Content-Security-Policy"]  # fmt: skip


# --- In an étape ------------------------------------------------------------------


def test_an_etape_loads_nothing_of_the_activity_before_one_opens_it(
    client, etape, django_assert_max_num_queries
):
    client.get(etape.url)
    with django_assert_max_num_queries(8):
        html = client.get(etape.url).content.decode()

    assert "On classe douze acteurs" in html and "CC BY 4.0" in html
    assert "<iframe" not in html and "/paquets/" not in html
    assert f'href="{etape.url}activite/{BLOCK}/"' in html


def test_the_page_of_an_activity_frames_it_between_two_ways_out(client, etape, package):
    html = client.get(f"{etape.url}activite/{BLOCK}/").content.decode()

    assert 'sandbox="allow-scripts"' in html
    assert f'src="{address(package, "index.html")}"' in html
    assert html.count(f'href="{etape.url}#{BLOCK}"') == 2
    assert html.index("Quitter l") < html.index("<iframe") < html.rindex("Quitter l")
    assert client.get(f"{etape.url}activite/{BLOCK[:-1]}f/").status_code == 404


def test_an_imported_activity_is_advised_and_completes_nothing(client, etape, mark):
    mark(etape)

    assert client.get("/fr/mon-parcours/etat.json").json()["done"] == [str(etape.translation_key)]  # fmt: skip
    assert not LearnerEvent.objects.filter(kind="answer").exists()


def test_a_package_that_an_etape_uses_is_not_deleted(client, etape, package):
    client.force_login(factories.UserFactory(is_superuser=True))
    path = f"/admin/snippets/parcours/importedpackage/delete/{package.pk}/"

    response = client.post(path, follow=True)

    assert ImportedPackage.objects.exists()
    assert "sert dans une page" in response.content.decode()


def test_an_editor_uploads_a_package_and_is_told_what_is_wrong(client, db):
    client.force_login(factories.UserFactory(is_superuser=True))
    path = "/admin/snippets/parcours/importedpackage/add/"
    words = {"title": "Un jeu", "alternative": "On joue.", "credit": "X", "licence": "CC0", "source_url": ""}  # fmt: skip

    bad = with_entry("shell.php")
    bad.name = "x.zip"
    refused = client.post(path, words | {"file": bad}).content.decode()
    good = packages.h5p()
    good.name = "x.h5p"
    client.post(path, words | {"file": good})

    assert "shell.php" in refused
    assert ImportedPackage.objects.get().kind == "h5p"


# --- The players ------------------------------------------------------------------


def test_the_players_are_the_ones_that_were_reviewed():
    """Their sums are beside them: a change is a decision."""
    lines = Path(finders.find("vendor/SHA256SUMS")).read_text().split("\n")
    for line in filter(None, lines):
        known, name = line.split("  ")
        with open(finders.find(f"vendor/{name}"), "rb") as file:
            assert hashlib.file_digest(file, "sha256").hexdigest() == known, name


def test_what_others_wrote_says_its_licence_where_it_is():
    """The GPL of H5P's core: its text, and in each file its name and where its source is."""
    folder = Path(finders.find("vendor/README.md")).parent
    for one in filter(Path.is_dir, folder.iterdir()):
        assert (one.name, any(one.glob("LICENSE*"))) == (one.name, True)

    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "h5p/COPYING.txt").read_text()
    for name in ("h5p/frame.bundle.js", "h5p/styles/h5p.css"):
        first = (folder / name).read_text()[:700]
        assert (name, "GPL-3.0" in first, "Source: https://" in first) == (name, True, True)  # fmt: skip
