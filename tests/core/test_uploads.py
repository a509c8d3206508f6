"""Whatever file an editor sends: a picture of the library, or a message that says why not."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import SiteDocument, SiteImage
from home import editors
from tests import factories


@pytest.fixture
def editor(client, home):
    """Somebody of the Rédaction, signed in."""
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(editors.Group.objects.get(name=editors.WRITERS))
    client.force_login(user)
    return client


def png(width: int, height: int) -> bytes:
    """A true PNG of that size, all of one grey: a hundred megapixels weigh little."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compressobj(9)
    row = b"\0" + bytes((width + 7) // 8)
    data = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def send(client, name: str, content: bytes, kind: str = "image/png", **fields):
    return client.post(
        "/admin/images/add/",
        {
            "title": "Une image",
            "description": "Deux cercles",
            "credit": "La rédaction",
            "licence": "cc-by-4.0",
            "file": SimpleUploadedFile(name, content, kind),
            "focal_point_x": "",
            "focal_point_y": "",
            "focal_point_width": "",
            "focal_point_height": "",
            "tags": "",
        }
        | fields,
    )


def refusal(response) -> str:
    """The message beside the file, once the form has come back."""
    assert response.status_code == 200
    assert not SiteImage.objects.exists()
    return " ".join(response.context["form"].errors["file"])


def true_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return out.getvalue()


def test_a_picture_enters_the_library(editor):
    response = send(editor, "noeud.png", true_picture())

    assert response.status_code == 302
    assert SiteImage.objects.get().width == 40


def test_a_picture_without_alternative_text_is_refused_and_nothing_typed_is_lost(
    editor,
):
    response = send(editor, "noeud.png", true_picture(), description="")

    assert response.status_code == 200
    assert not SiteImage.objects.exists()
    assert "image décorative" in response.content.decode()
    assert 'value="La rédaction"' in response.content.decode()


def test_a_text_called_png_is_refused(editor):
    said = refusal(send(editor, "faux.png", b"Ceci est un texte."))

    assert "image valide" in said


def test_the_beginning_of_a_png_is_refused(editor):
    said = refusal(send(editor, "coupe.png", true_picture()[:60]))

    assert "image valide" in said


def test_an_empty_file_is_refused(editor):
    assert "vide" in refusal(send(editor, "vide.png", b""))


def test_a_hundred_megapixels_are_refused_however_few_bytes_they_weigh(editor):
    bomb = png(10_000, 10_000)

    said = refusal(send(editor, "bombe.png", bomb))

    assert len(bomb) < 100_000
    assert "pixels" in said


def test_a_header_that_promises_the_moon_is_refused(editor):
    row = png(200_000, 1)
    # The header says 40 gigapixels, with the checksum of a header in order.
    promised = struct.pack(">IIBBBBB", 200_000, 200_000, 1, 0, 0, 0, 0)
    header = b"IHDR" + promised
    moon = row[:12] + header + struct.pack(">I", zlib.crc32(header)) + row[33:]

    said = refusal(send(editor, "lune.png", moon))

    assert "image valide" in said or "pixels" in said


@pytest.mark.parametrize("place", range(8, 70, 9))
def test_a_picture_damaged_anywhere_is_stored_or_refused_never_an_error(editor, place):
    content = bytearray(true_picture())
    content[place] ^= 0xFF

    response = send(editor, "abimee.png", bytes(content))

    assert response.status_code in (200, 302)
    assert SiteImage.objects.exists() == (response.status_code == 302)


def test_a_drawing_with_a_script_is_refused(editor):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    said = refusal(send(editor, "dessin.svg", svg, "image/svg+xml"))

    assert "non supporté" in said


def test_a_drawing_with_a_script_called_png_is_refused(editor):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    assert "ne correspond pas" in refusal(send(editor, "dessin.png", svg))


def test_a_huge_file_is_refused(editor, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024 * 1024
    huge = true_picture() + bytes(1024 * 1024)

    said = refusal(send(editor, "enorme.png", huge))

    assert "trop gros" in said


def test_the_limits_of_the_house(settings):
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 20 * 1024 * 1024
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 40_000_000
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS


@pytest.mark.parametrize("name", ["page.html", "dessin.svg", "outil.exe", "sans"])
def test_a_document_that_a_browser_would_run_is_refused(editor, name):
    response = editor.post(
        "/admin/documents/add/",
        {
            "title": "Un document",
            "language": "fr",
            "file": SimpleUploadedFile(name, b"<script>alert(1)</script>"),
            "tags": "",
        },
    )

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not SiteDocument.objects.exists()


# --- What is too heavy is refused before it is read ----------------------------------


class Body:
    """So many bytes on their way; `read` says how many were taken."""

    def __init__(self, size: int):
        self.left, self.read_bytes = size, 0

    def read(self, size: int) -> bytes:
        given = min(size, self.left)
        self.left -= given
        self.read_bytes += given
        return bytes(given)

    readline = read


def announce(client, path: str, announced: int, sent: int = 0):
    """The answer to somebody who announces so many bytes of a file, and what was read."""
    body = Body(sent)
    response = client.generic(
        "POST",
        path,
        CONTENT_TYPE="multipart/form-data; boundary=XX",
        CONTENT_LENGTH=str(announced),
        **{"wsgi.input": body},
    )
    return response, body.read_bytes


def test_three_gigabytes_are_refused_to_the_team_with_the_limit(editor):
    sent = 5 * 1024**2

    response, read = announce(
        editor, "/admin/documents/multiple/add/", 3 * 1024**3, sent
    )

    assert (response.status_code, read) == (
        413,
        sent,
    )  # else its browser says « reset »
    assert re.search(r"2,0\sGo", response.content.decode())


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/documents/multiple/add/", "/fr/mon-parcours/effacer/"])  # fmt: skip
def test_nobody_else_sends_a_film(client, home, path):
    response, read = announce(client, path, 100 * 1024**2, 1024)

    # Refused, or sent to sign in: either way nothing is kept.
    assert response.status_code in (302, 413)
    assert read == 0


def test_a_false_sound_is_refused_with_one_reason(editor):
    response = editor.post(
        "/admin/documents/multiple/add/",
        {
            "title": "Faux",
            "files[]": SimpleUploadedFile("faux.mp3", b"pas un son" * 99),
        },
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    said = response.json()["error_message"]
    assert "faux.mp3" in said
    assert "extension" not in said
    assert not SiteDocument.objects.exists()
