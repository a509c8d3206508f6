"""
Whether an address still answers, asked politely and safely.

An editor's address may lead anywhere: only public hosts are asked, on the usual ports,
and each redirection is looked at again. The name is resolved once and the very address
that was looked at is called, so that a name that changes in between leads nowhere else.
Nothing of the answer is read but its status.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 8  # seconds, for each step of one address
REDIRECTIONS = 5
PORTS = {"http": 80, "https": 443}
# What a page that is there may answer to a program: pay, sign in, slow down, no HEAD.
THERE = {401, 402, 403, 405, 406, 429, 451, 501}
TRY_GET = {400, 403, 404, 405, 406, 410, 501}  # to HEAD, which some servers don't know


@dataclass(frozen=True)
class Answer:
    """`is_there`, and why one thinks so."""

    is_there: bool
    reason: str


class RefusedError(Exception):
    """An address that we do not call."""


def ask(url: str) -> Answer:
    """One HEAD, and one GET where HEAD says nothing; redirections followed."""
    try:
        status = status_of("HEAD", url)
        if status in TRY_GET:
            status = status_of("GET", url)
    except RefusedError as error:
        return Answer(False, str(error))
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        return Answer(False, (str(error) or type(error).__name__)[:200])
    return Answer(200 <= status < 300 or status in THERE, str(status))


def status_of(method: str, url: str) -> int:
    for _step in range(REDIRECTIONS + 1):
        status, location = call(method, url)
        if not (300 <= status < 400 and location):
            return status
        url = urljoin(url, location)
    raise RefusedError("trop de redirections")


def call(method: str, url: str) -> tuple[int, str]:
    """Status and `Location` of one request; the body is never read."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError("ni http ni https")
    if parts.username or parts.password:
        raise RefusedError("un nom d'utilisateur dans l'adresse")
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise RefusedError(f"port {port}")
    host = parts.hostname.encode("idna").decode()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = Pinned(host, port, resolve(host, port), parts.scheme == "https")
    try:
        connection.request(method, as_ascii(path), headers={"User-Agent": user_agent(), "Accept": "*/*"})  # fmt: skip
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def as_ascii(path: str) -> str:
    return quote(path, safe="/?&=%:@!$'()*+,;~#[]-._")


def user_agent() -> str:
    return f"FaireAllianceLiens/1.0 (+{settings.WAGTAILADMIN_BASE_URL})"


def resolve(host: str, port: int) -> str:
    """One public address of a host; nothing of it may lead inside."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}  # fmt: skip
    if not found or not all(is_public(address) for address in found):
        raise RefusedError("adresse qui n'est pas publique")
    # IPv4 first: many machines have no way to the others.
    return sorted(found, key=lambda address: (":" in address, address))[0]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inside is not None:
        ip = inside
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name of its host."""

    def __init__(self, host: str, port: int, address: str, is_secret: bool):
        super().__init__(host, port, timeout=TIMEOUT)
        self.address, self.is_secret = address, is_secret
        if is_secret:
            self.default_port = 443

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT)
        if self.is_secret:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
