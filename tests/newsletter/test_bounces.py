"""Mails that come back: read, noted once, and never a way to erase somebody else."""

import mailbox
from datetime import timedelta
from email import message_from_bytes
from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.models import OutgoingMail
from newsletter import bounces, sending
from newsletter.models import Bounce, Subscriber
from tests import factories

from .conftest import ADDRESS, NOW, mails, subscriber

DSN = """\
From: MAILER-DAEMON@mx.example.org
To: retours@exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Thu, 26 Nov 2026 09:00:00 +0100

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} <{address}>: Recipient address rejected

--b
{returned}
--b--
"""
HEADERS = """\
Content-Type: text/rfc822-headers

From: redaction@localhost
Subject: =?utf-8?q?La_lettre?=
Message-ID: {message_id}
"""
WHOLE = """\
Content-Type: message/rfc822

From: redaction@localhost
Message-ID: {message_id}

Bonjour.
"""


@pytest.fixture
def sent(lettre):
    """A letter that left to somebody: its address is erased from the outbox."""
    issue = factories.IssuePageFactory(parent=lettre)
    row = subscriber()
    sending.begin(issue, None, NOW)
    sending.go_on(NOW)
    OutgoingMail.objects.update(state="sent", to="", ended_at=NOW)
    return row


def report(returned=HEADERS, status="5.1.1", action="failed", message_id=None, address=ADDRESS):  # fmt: skip
    message_id = mails()[0].message_id if message_id is None else message_id
    returned = returned.format(message_id=message_id)
    return DSN.format(returned=returned, status=status, action=action, code="550 5.1.1", address=address).encode()  # fmt: skip


def come_back(raw: bytes, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
    call_command("read_bounces")


@pytest.mark.parametrize("returned", [HEADERS, WHOLE])
def test_an_address_where_nobody_is_goes_and_the_refusal_stays(sent, returned, monkeypatch):  # fmt: skip
    come_back(report(returned), monkeypatch)

    assert Subscriber.objects.count() == 0
    bounce = Bounce.objects.get()
    assert (bounce.status, bounce.subscriber) == ("5.1.1", None)
    assert "550" in bounce.reason and ADDRESS not in bounce.reason


def test_a_full_mailbox_is_noted_once_and_the_reader_stays(sent, monkeypatch):
    for _twice in range(2):
        come_back(report(status="4.2.2", action="delayed"), monkeypatch)
        come_back(report(status="5.2.2"), monkeypatch)

    assert Bounce.objects.count() == 1
    assert Subscriber.objects.count() == 1


def test_three_issues_refused_for_good_are_enough(sent, lettre):
    for number in range(3):
        assert Subscriber.objects.count() == 1
        issue = factories.IssuePageFactory(parent=lettre)
        key = f"lettre:{sent.reference}:{issue.pk}"
        day = NOW + timedelta(days=30 * number)
        bounces.note_refusal(key, "5.7.1", "Blocked", day)

    assert Subscriber.objects.count() == 0


def test_a_forged_report_erases_nobody(sent, monkeypatch):
    subscriber("victime@exemple.fr")
    for message_id in ("<x@localhost>", "", "<>"):
        come_back(report(message_id=message_id, address="victime@exemple.fr"), monkeypatch)  # fmt: skip

    assert Subscriber.objects.count() == 2
    assert Bounce.objects.count() == 0


def test_a_report_of_another_mail_of_the_house_is_left_alone(sent, monkeypatch):
    OutgoingMail.objects.update(key="jeudi:1:2:reminder")

    come_back(report(), monkeypatch)

    assert (Subscriber.objects.count(), Bounce.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: Out of office\n\nBack on Monday.",
        b"\xff\xfe\x00",
        DSN.encode(),
        b"Content-Type: multipart/report\n\n",
    ],
)
def test_what_is_no_report_is_left_alone(sent, raw, monkeypatch):
    come_back(raw, monkeypatch)

    assert (Subscriber.objects.count(), Bounce.objects.count()) == (1, 0)


@given(st.binary(max_size=400), st.integers(0, 1500))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_report_breaks_nothing(noise, place):
    raw = DSN.format(returned=HEADERS, status="5.1.1", action="failed", code="550", address="a@b.fr").encode()  # fmt: skip

    bounces.read(message_from_bytes(raw[:place] + noise + raw[place:]))


def test_what_our_own_server_refused_is_noted_too(sent):
    OutgoingMail.objects.update(state="refused", reason="550 5.1.1 No such user")

    bounces.note_our_servers_refusals(NOW + timedelta(minutes=1))
    bounces.note_our_servers_refusals(NOW + timedelta(minutes=2))

    assert (Subscriber.objects.count(), Bounce.objects.count()) == (0, 1)


def test_a_maildir_is_read_once_and_an_mbox_too(sent, tmp_path, capsys):
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(report(status="5.2.2"))
    box = mailbox.mbox(tmp_path / "retours")
    box.add(report(status="5.2.2"))
    box.close()

    for where in ("Maildir", "Maildir", "retours"):
        call_command("read_bounces", "--mailbox", str(tmp_path / where))

    assert capsys.readouterr().out.splitlines() == [
        "Notés : 1 ; sans suite : 0",
        "Notés : 0 ; sans suite : 0",
        "Notés : 1 ; sans suite : 0",
    ]
    assert Bounce.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("read_bounces", "--mailbox", str(tmp_path / "nulle-part"))


def test_the_envelope_has_the_address_where_mails_come_back(settings):
    from core.mailing.delivery import message_of

    settings.BOUNCES_ADDRESS = "retours@exemple.fr"
    mail = OutgoingMail(to=ADDRESS, subject="x", text="x", html="x", message_id="<a@b>")

    message = message_of(mail)

    assert message.from_email == "retours@exemple.fr"
    assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL
