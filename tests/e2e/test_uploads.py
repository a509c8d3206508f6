"""What an editor sends and does not end, or that weighs too much: nothing is kept of it."""

import re
import socket
import sqlite3
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit

import pytest

from tests.sounds import mp3

from .running import PASSWORD

pytestmark = pytest.mark.e2e

ADD = "/admin/documents/multiple/add/"
MEGABYTE, GIGABYTE = 1024**2, 1024**3


@pytest.fixture(scope="module")
def signed_in(site) -> tuple[str, str]:
    """The cookies of an editor, and the token of a form."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def token(address: str) -> str:
        html = opener.open(f"{site}{address}").read().decode()
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]

    fields = {"username": "redaction@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token("/admin/login/")}  # fmt: skip
    opener.open(f"{site}/admin/login/", urlencode(fields).encode())
    return "; ".join(f"{each.name}={each.value}" for each in jar), token(ADD)


def begin(site, cookies: str, announced: int) -> socket.socket:
    """A connection that has announced a body of so many bytes."""
    place = urlsplit(site)
    connection = socket.create_connection((place.hostname, place.port), timeout=60)
    connection.sendall(
        f"POST {ADD} HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {site}\r\n"
        f"Cookie: {cookies}\r\nX-Requested-With: XMLHttpRequest\r\n"
        "Content-Type: multipart/form-data; boundary=LIMIT\r\n"
        f"Content-Length: {announced}\r\nConnection: close\r\n\r\n".encode()
    )
    return connection


def beginning_of_a_film(token: str) -> bytes:
    field = '--LIMIT\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return (
        field.format("csrfmiddlewaretoken", token) + field.format("title", "Coupé")
        + '--LIMIT\r\nContent-Disposition: form-data; name="files[]"; filename="coupe.mp3"\r\n'
        "Content-Type: audio/mpeg\r\n\r\n"
    ).encode()  # fmt: skip


def answer(connection) -> bytes:
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def kept(site_var) -> tuple:
    """What the site holds of files: rows, media, what is on its way."""
    with closing(sqlite3.connect(site_var / "site.sqlite3")) as database:
        [rows] = database.execute("SELECT count(*) FROM core_sitedocument")
        [uploads] = database.execute("SELECT count(*) FROM wagtailcore_uploadedfile")
    media = sorted(str(path) for path in (site_var / "media").rglob("*coupe*"))
    return rows, uploads, media, list((site_var / "tmp").glob("*.upload*"))


@pytest.mark.parametrize("announced", [GIGABYTE, 3 * GIGABYTE])
def test_an_upload_cut_half_way_leaves_nothing(site, site_var, signed_in, announced):
    cookies, token = signed_in
    before = kept(site_var)

    with begin(site, cookies, announced) as connection:
        connection.sendall(beginning_of_a_film(token))
        for _ in range(12):
            connection.sendall(mp3(MEGABYTE // 417))
        # The cut: nothing more will come. What is answered shows that it was noticed.
        connection.shutdown(socket.SHUT_WR)
        status = answer(connection).split(b"\r\n")[0]

    assert status.split()[1] == (b"413" if announced > 2 * GIGABYTE else b"400")
    assert kept(site_var) == before
    assert urllib.request.urlopen(f"{site}/readyz").status == 200
    assert urllib.request.urlopen(f"{site}/fr/jeudis/").status == 200


def test_who_is_not_of_the_team_is_refused_before_a_byte_is_read(site, site_var):
    before = kept(site_var)

    with begin(site, f"csrftoken={'a' * 32}", 3 * GIGABYTE) as connection:
        received = answer(connection)

    assert b"413" in received.split(b"\r\n")[0]
    assert "trop lourd" in received.decode()
    assert kept(site_var) == before
