"""Whether an address answers: asked politely, and never inside."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import asking

asked = []


class Site(BaseHTTPRequestHandler):
    """A site of this machine with the moods of those of the world."""

    def answer(self):
        asked.append((self.command, self.path, self.headers["Host"], self.headers["User-Agent"]))  # fmt: skip
        name = self.path.strip("/").partition("?")[0]
        if name == "hangs":
            time.sleep(1)
        if name == "no-head":
            status = 405 if self.command == "HEAD" else 200
        elif name.startswith("to"):
            status = 302
        else:
            status = int(name) if name.isdecimal() else 200
        self.send_response(status)
        if name.startswith("to"):
            self.send_header("Location", name[2:].replace("!", "/") or self.path)
        self.send_header("Content-Length", "1000000000")  # never read
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    monkeypatch.setitem(asking.PORTS, "http", port)
    # The names of our tests are public, and on this machine.
    real = asking.resolve

    def resolve(host, port):
        return "127.0.0.1" if host.endswith("example.org") else real(host, port)

    monkeypatch.setattr(asking, "resolve", resolve)
    monkeypatch.setattr(asking, "TIMEOUT", 0.3)
    asked.clear()
    yield f"http://presse.example.org:{port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("/200", True), ("/403", True), ("/429", True), ("/451", True), ("/no-head", True),
        ("/404", False), ("/410", False), ("/500", False), ("/503", False), ("/hangs", False),
    ],
)  # fmt: skip
def test_the_answer_says_whether_it_is_there(site, path, is_there):
    assert asking.ask(site + path).is_there is is_there


def test_who_asks_is_said_and_get_comes_only_after_head(site):
    asking.ask(f"{site}/200"), asking.ask(f"{site}/no-head")

    assert [method for method, *_rest in asked] == ["HEAD", "HEAD", "GET"]
    assert all("http://localhost:8000" in agent for *_rest, agent in asked)


def test_redirections_are_followed_and_counted(site):
    port = site.rpartition(":")[2]
    assert asking.ask(f"{site}/tohttp:!!autre.example.org:{port}!200").is_there
    assert asked[-1][2].startswith("autre.example.org")

    assert not asking.ask(f"{site}/to").is_there  # to itself, for ever
    assert len(asked) <= 2 + asking.REDIRECTIONS + 1


@pytest.mark.parametrize(
    "inside",
    ["http:!!127.0.0.1!", "http:!!localhost!", "http:!!169.254.169.254!latest!meta-data!", "file:!!!etc!passwd", "http:!![::1]!", "http:!!0x7f000001!", "http:!!2130706433!"],
)  # fmt: skip
def test_a_redirection_does_not_lead_inside(site, inside):
    assert not asking.ask(f"{site}/to{inside}").is_there
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/",
        "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://224.0.0.1/",
        "http://100.64.0.1/", "http://[2002:7f00:1::]/", "http://127.1/",
        "https://example.org:22/", "http://user:pass@example.org/", "ftp://example.org/", "//example.org/",
        "http:///x", "http://exa mple.org/", "http://é" + "x" * 70 + ".org/", "", "http://[", "http://a:99999/",
    ],
)  # fmt: skip
def test_what_is_not_public_is_not_called(monkeypatch, url):
    called = []
    monkeypatch.setattr(socket, "create_connection", lambda *args: called.append(args))

    assert not asking.ask(url).is_there
    assert called == []


def test_a_name_with_one_address_inside_is_not_called(monkeypatch):
    both = [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: both)

    with pytest.raises(asking.RefusedError):
        asking.resolve("rebond.example.org", 80)


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **options: [(2, 1, 6, "", (next(answers), 80))]
    )  # fmt: skip
    called = []

    def connect(address, timeout):
        called.append(address)
        raise OSError("closed")

    monkeypatch.setattr(socket, "create_connection", connect)
    asking.ask("http://rebond.example.org/")

    assert called == [("93.184.216.34", 80)]


@given(st.text(max_size=60))
def test_anything_typed_is_an_answer(text):
    with no_network():
        assert not asking.ask(text).is_there
        assert not asking.ask(f"http://{text}").is_there


@contextmanager
def no_network():
    def refuse(*args, **options):
        raise OSError("no network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", refuse)
        patch.setattr(socket, "create_connection", refuse)
        yield
