"""Signing in by mail, through a real mail server."""

import re

import pytest
from django.test import Client

from tests import factories
from tests.mail_server import mail_server

DESK, MAIL = "/fr/mon-parcours/", "/fr/mon-parcours/courriel/"
ADDRESS = "camille.martin@exemple.fr"


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.DEFAULT_FROM_EMAIL = "Faire alliance <bonjour@exemple.fr>"
        settings.MAILERS = {
            **settings.MAILERS,
            "server": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 5},
            },
        }
        yield server


def received(server, language="fr") -> str:
    """The code in the last message that came for the address."""
    message = server.messages[ADDRESS][-1]
    assert message["To"] == ADDRESS
    assert "bonjour@exemple.fr" in message["From"]
    assert message["Date"] and message["Message-ID"]
    body = message.get_content()
    code = re.search(r"\b\d{6}\b", message["Subject"])[0]
    assert code in body
    assert ("votre code" in message["Subject"]) == (language == "fr")
    return code


def sign_in(device, server) -> None:
    assert "Un code est parti" in device.post(MAIL, {"address": ADDRESS}).content.decode()  # fmt: skip
    opened = device.post(MAIL, {"address": ADDRESS, "code": received(server)})
    assert opened.url == DESK


def test_an_address_brings_two_devices_together(client, server, parcours):
    first, second = (factories.EtapePageFactory(parent=parcours) for _ in range(2))
    elsewhere = Client()
    for device, etape in ((client, first), (elsewhere, second)):
        device.post(f"{DESK}etape/{etape.pk}/faite/")

    sign_in(client, server)
    sign_in(elsewhere, server)

    for device in (client, elsewhere):
        [begun] = device.get(DESK).context["desk"].begun
        assert begun.progress.percent == 100


def test_a_code_that_served_serves_no_more(client, server, home):
    sign_in(client, server)

    again = Client().post(MAIL, {"address": ADDRESS, "code": received(server)})

    assert again.status_code == 422 and not again.cookies


@pytest.mark.parametrize("mood", ["550 No such mailbox", "451 Try again", "drop"])
def test_a_server_that_takes_no_mail_is_said_so(client, server, home, mood):
    server.at_rcpt[ADDRESS] = [mood]

    response = client.post(MAIL, {"address": ADDRESS})

    assert response.status_code == 503
    assert "pas pu partir" in response.content.decode()
    assert ADDRESS in response.content.decode()  # nothing typed is lost
    assert not server.messages


def test_no_mail_server_at_all_is_said_so(client, server, home, settings):
    settings.MAILERS["server"]["OPTIONS"]["port"] = 9  # nobody listens to it

    assert client.post(MAIL, {"address": ADDRESS}).status_code == 503


def test_nobody_adds_a_line_to_the_mail(client, server, home):
    for typed in (f"{ADDRESS}\nBcc: tous@exemple.fr", f"{ADDRESS}%0aBcc:tous@exemple.fr", f"{ADDRESS},tous@exemple.fr"):  # fmt: skip
        assert client.post(MAIL, {"address": typed}).status_code == 422
    assert not server.messages
