"""Mails that leave once: written with their cause, sent by a worker, forgotten in time."""

from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from core import chores, mailing
from core.mailing import addresses, delivery, letters, outbox
from core.models import OutgoingMail
from tests.mail_server import mail_server

State = OutgoingMail.State
LETTER = mailing.Letter(
    language="fr",
    subject="Votre inscription ?",
    parts=(
        mailing.Paragraph("Bonjour,"),
        mailing.Facts((("Quand", "jeudi 26 novembre 2026 à 12 h"),)),
        mailing.Button("Confirmer", "https://example.org/?a=1&b=2"),
        mailing.Heading("À lire"),
        mailing.Items(
            (mailing.Item("L'alliance", "https://example.org/a/", "Un <b>"),)
        ),
    ),
    why="Vous l'avez demandé.",
    leave=("Ne plus venir", "https://example.org/annuler/"),
)


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.MAILERS = {
            "default": {"BACKEND": "core.mailing.backend.EmailBackend"},
            "server": {
                "BACKEND": "core.mailing.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 5},
            },
        }
        yield server


def post(*names, **options):
    at = options.pop("at", timezone.now())
    for name in names:
        mailing.post(
            mailing.write(
                options.get("letter", LETTER),
                to=f"{name}@example.org",
                key=f"test:{name}",
                purpose="test",
                at=at,
                **{key: value for key, value in options.items() if key != "letter"},
            )
        )


def state(name) -> str:
    return OutgoingMail.objects.get(key=f"test:{name}").state


def later(**delta):
    return lambda: timezone.now() + timedelta(**delta)


# --- Addresses --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" camille@exemple.fr ", "camille@exemple.fr"),
        ("Camille.Martin+jeudi@Exemple.FR", "Camille.Martin+jeudi@exemple.fr"),
        ("camille@exämple.fr", "camille@xn--exmple-cua.fr"),
        ("camille@例え.jp", "camille@xn--r8jz45g.jp"),
    ],
)
def test_an_address_is_read_as_the_network_writes_it(typed, read):
    assert addresses.read(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "camille",
        "@exemple.fr",
        "camille@",
        "a@b@exemple.fr",
        "camille@exemple.fr\r\nBcc: tous@exemple.fr",
        "camille@exemple.fr\nX: y",
        "camille\x00@exemple.fr",
        "Camille <camille@exemple.fr>",
        "camille@exemple.fr, autre@exemple.fr",
        '"camille martin"@exemple.fr',
        "camille@localhost",
        "camille@[127.0.0.1]x",
        "camille@" + "a" * 64 + ".fr",
        "camille@exemple..fr",
        "élodie@exemple.fr",
        "a" * 1_000_000,
        "a@" + "é." * 500_000 + "fr",
    ],
)
def test_what_is_no_address_is_refused_with_what_to_do(typed):
    with pytest.raises(ValidationError) as refused:
        addresses.read(typed)

    assert refused.value.messages[0].endswith((".", "!"))
    assert len(refused.value.messages[0]) < 200


@given(st.text())
def test_whatever_is_typed_is_an_address_or_is_refused(typed):
    try:
        address = addresses.read(typed)
    except ValidationError:
        return
    assert address.isascii() and address.isprintable() and " " not in address


# --- What a mail says -------------------------------------------------------------


class Words(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.words, self.is_hidden = "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.is_hidden = tag in ("style", "title")

    def handle_endtag(self, tag):
        self.is_hidden = False

    def handle_data(self, data):
        if not self.is_hidden:
            self.words += f" {data}"


def test_text_and_html_say_the_same_words():
    written = letters.render(LETTER)

    told = Words(written.html).words
    for words in ("Bonjour,", "Quand", "12\u202fh", "Confirmer", "À lire", "L’alliance", "Un <b>", "Vous l’avez demandé.", "Ne plus venir"):  # fmt: skip
        assert words in told
        assert words in written.text or words.upper() in written.text
    assert written.subject == "Votre inscription\u202f?"
    assert "https://example.org/?a=1&b=2\n" in written.text
    assert 'href="https://example.org/?a=1&amp;b=2"' in written.html
    assert "<b>" not in written.html
    assert '<html lang="fr">' in written.html


@given(st.text("0123456789eErèI-_.~'!?:;%&=/", min_size=1))
def test_an_address_is_never_typeset(path):
    url = f"https://example.org/{path}/"
    letter = mailing.Letter(
        "fr",
        "Un",
        (mailing.Button("Confirmer", url), mailing.Facts((("Ici", url),))),
        leave=("Annuler", url),
    )

    written = letters.render(letter)

    assert written.text.count(url) == 3
    assert written.html.count(f'"{escape(url)}"') == 3
    assert f"<code>{escape(url)}</code>" in written.html


def test_words_in_another_language_say_which():
    french = mailing.Said("L'alliance : pourquoi ?", "fr")
    parts = (mailing.Paragraph(french), mailing.Facts((("Thursday", french),)))

    english, of_france = (
        letters.render(mailing.Letter(language, "Thursday", parts))
        for language in ("en", "fr")
    )

    printed = "L’alliance\u202f: pourquoi\u202f?"
    assert f'<p lang="fr">{printed}</p>' in english.html
    assert f'<dd lang="fr">{printed}</dd>' in english.html
    assert "Thursday: L’alliance : pourquoi ?" in english.text
    assert f"<p>{printed}</p>" in of_france.html
    assert f"<dd>{printed}</dd>" in of_france.html


def test_a_long_address_keeps_to_its_screen_even_without_the_styles():
    tree = lxml_html.fromstring(letters.render(LETTER).html)

    [sheet] = tree.find_class("sheet")
    assert sheet.get("style") == "overflow-wrap: anywhere"


def test_a_mail_loads_nothing():
    html = letters.render(LETTER).html

    assert not any(
        name in html for name in ("<img", "<link", "<script", "url(", "src=")
    )


def test_a_subject_is_one_line(db, server):
    letter = mailing.Letter("fr", "Un\r\nBcc: tous@example.org\n\n<script>", ())

    post("a", letter=letter)
    delivery.deliver()

    [message] = server.messages["a@example.org"]
    assert message["Subject"] == "Un Bcc: tous@example.org <script>"
    assert message["Bcc"] is None
    assert list(server.counts) == ["a@example.org"]


def test_a_header_of_several_lines_is_never_written(db):
    with pytest.raises(ValueError, match="one line"):
        post("a", headers={"X-Sujet": "un\r\nBcc: tous@example.org"})


# --- Writing with the cause -------------------------------------------------------


def test_a_mail_is_kept_only_if_its_cause_is(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        post("a")
        raise RuntimeError

    assert OutgoingMail.objects.count() == 0


def test_the_same_cause_makes_one_mail(db, server):
    post("a")
    post("a")
    delivery.deliver()
    post("a")
    delivery.deliver()

    assert server.counts == {"a@example.org": 1}


def test_a_worker_is_asked_once_for_many_mails(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        post("a", "b", "c")

    assert callbacks == [delivery.ask] * 3


# --- Sending ----------------------------------------------------------------------


def test_a_mail_arrives_as_text_and_html_with_its_file(db, server):
    post(
        "a", files=(mailing.File("jeudi.ics", "text/calendar", "BEGIN:VCALENDAR\r\n"),)
    )

    delivery.deliver()

    [message] = server.messages["a@example.org"]
    assert message["To"] == "a@example.org"
    assert message["Subject"] == "Votre inscription\u202f?"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == outbox.message_id("test:a")
    assert message.get_body(["plain"]).get_content().startswith("Votre inscription")
    assert "<h1>" in message.get_body(["html"]).get_content()
    [file] = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "jeudi.ics")  # fmt: skip


def test_nothing_of_what_left_is_kept_but_that_it_left(db, server):
    post("a")

    delivery.deliver()

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.to, mail.text, mail.html, mail.subject) == ("sent", "", "", "", "")  # fmt: skip
    assert (mail.files, mail.headers) == ([], {})


def test_what_somebody_waits_for_leaves_first(db, server):
    post("a", "b")
    post("c", is_urgent=True)

    delivery.deliver()

    assert list(server.counts) == [f"{name}@example.org" for name in "cab"]


def test_what_comes_too_late_is_not_sent(db, server):
    now = timezone.now()
    post("a", at=now - timedelta(hours=2), useless_after=now - timedelta(hours=1))

    delivery.deliver()

    assert (state("a"), server.counts) == ("late", {})


def test_what_is_planned_waits_for_its_hour(db, server):
    post("a", at=timezone.now() + timedelta(hours=1))

    delivery.deliver()
    assert server.counts == {}

    delivery.deliver(later(hours=2))
    assert server.counts == {"a@example.org": 1}


def test_what_is_withdrawn_does_not_leave_and_is_erased(db, server):
    post("a", "b")

    mailing.withdraw("test:a", timezone.now())
    delivery.deliver()

    assert server.counts == {"b@example.org": 1}
    assert OutgoingMail.objects.exclude(to="").count() == 0


def test_no_more_leave_in_a_minute_than_the_server_bears(db, server, settings):
    settings.MAILS_PER_MINUTE = 2
    post("a", "b", "c")

    delivery.deliver()
    assert len(server.counts) == 2

    delivery.deliver(later(minutes=2))
    assert len(server.counts) == 3


# --- Servers that refuse ----------------------------------------------------------


def test_a_refusal_for_good_is_kept_with_its_reason(db, server):
    server.at_rcpt["a@example.org"] = ["550 No such user"]
    post("a", "b")

    delivery.deliver()
    delivery.deliver(later(days=1))

    mail = OutgoingMail.objects.get(key="test:a")
    assert (mail.state, mail.reason, mail.text) == ("refused", "550 No such user", "")
    assert server.asked["a@example.org"] == 1
    assert server.counts == {"b@example.org": 1}


@pytest.mark.parametrize("when", ["at_rcpt", "at_data"])
def test_a_refusal_for_now_is_tried_again_later(db, server, when):
    getattr(server, when)["a@example.org"] = ["451 Greylisted", "452 Full"]
    post("a")

    delivery.deliver()
    delivery.deliver()  # too early
    assert (state("a"), server.asked["a@example.org"]) == ("waiting", 1)

    delivery.deliver(later(minutes=2))
    assert server.asked["a@example.org"] == 2
    delivery.deliver(later(minutes=10))

    assert (state("a"), server.counts) == ("sent", {"a@example.org": 1})


def test_a_server_that_always_says_later_is_given_up(db, server):
    server.at_rcpt["a@example.org"] = ["451 Later"] * 50
    now = timezone.now()
    post("a", useless_after=now + timedelta(days=30))

    for day in range(1, 20):
        delivery.deliver(later(days=day))

    assert state("a") == "refused"
    assert server.asked["a@example.org"] == len(delivery.PAUSES) + 1


def test_a_text_that_the_server_refuses_is_not_sent_again(db, server):
    server.at_data["a@example.org"] = ["554 Spam"]
    post("a")

    delivery.deliver()
    delivery.deliver(later(days=1))

    assert (state("a"), server.counts) == ("refused", {})


def test_a_connection_lost_before_the_text_is_tried_again(db, server):
    server.at_rcpt["a@example.org"] = ["drop"]
    post("a", "b")

    delivery.deliver()
    assert (state("a"), state("b")) == ("waiting", "sent")
    delivery.deliver(later(minutes=2))

    assert server.counts == {"a@example.org": 1, "b@example.org": 1}


def test_a_connection_lost_after_the_text_is_never_tried_again(db, server):
    server.at_data["a@example.org"] = ["drop"]
    post("a", "b")

    delivery.deliver()
    delivery.deliver(later(days=1))

    assert (state("a"), state("b")) == ("doubtful", "sent")
    assert server.counts == {"a@example.org": 1, "b@example.org": 1}


def test_a_server_that_does_not_answer_in_time_is_never_given_the_mail_twice(db, server, settings):  # fmt: skip
    settings.MAILERS["server"]["OPTIONS"]["timeout"] = 0.3
    server.pause = 1
    post("a")

    delivery.deliver()
    server.pause = 0
    delivery.deliver(later(days=1))

    assert state("a") == "doubtful"
    assert server.asked["a@example.org"] == 1


def test_a_server_that_is_away_costs_nothing(db, server, settings, caplog):
    port = settings.MAILERS["server"]["OPTIONS"]["port"]
    settings.MAILERS["server"]["OPTIONS"]["port"] = 1
    post("a")

    delivery.deliver()
    assert (state("a"), OutgoingMail.objects.get().tries) == ("waiting", 0)
    assert "cannot be reached" in caplog.text

    settings.MAILERS["server"]["OPTIONS"]["port"] = port
    delivery.deliver()
    assert server.counts == {"a@example.org": 1}


# --- What Django and Wagtail write themselves -------------------------------------


def test_what_django_writes_waits_like_the_others(db, server):
    subject = "La page « %s » attend" % ("Alliance " * 40)
    message = EmailMessage(subject, "À relire.", to=["a@example.org"], cc=["b@example.org"])  # fmt: skip

    assert message.send() == 1
    assert server.counts == {}
    delivery.deliver()

    assert server.counts == {"a@example.org": 1, "b@example.org": 1}
    [received] = server.messages["a@example.org"]
    assert received["Subject"] == subject[:250]
    assert received["To"] == "a@example.org"
    assert received.get_content_type() == "text/plain"
    assert received.get_content().strip() == "À relire."


def test_both_its_forms_leave(db, server):
    message = EmailMultiAlternatives("Objet", "Texte", to=["a@example.org"])
    message.attach_alternative("<p>Texte</p>", "text/html")

    message.send()
    delivery.deliver()

    [received] = server.messages["a@example.org"]
    kinds = [part.get_content_type() for part in received.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_it_does_not_leave_when_its_cause_is_undone(db, server):
    with suppress(ZeroDivisionError), transaction.atomic():
        EmailMessage("Objet", "Texte", to=["a@example.org"]).send()
        _ = 1 / 0
    delivery.deliver()

    assert server.counts == {}


# --- Workers that are killed ------------------------------------------------------


def test_a_mail_claimed_by_a_worker_that_was_killed_is_sent_by_another(db, server):
    post("a")
    delivery.claim(timezone.now())

    delivery.deliver()
    assert server.counts == {}
    delivery.deliver(later(minutes=11))

    assert server.counts == {"a@example.org": 1}


def test_a_worker_that_wakes_after_its_claim_sends_nothing(db, server):
    post("a")
    slow = delivery.claim(timezone.now())
    delivery.deliver(later(minutes=11))

    delivery.send(delivery.mailers["server"], slow, timezone.now)

    assert (state("a"), server.counts) == ("sent", {"a@example.org": 1})


def test_a_mail_whose_sending_began_before_a_kill_is_listed_never_sent(db, server):
    post("a")
    OutgoingMail.objects.update(
        state=State.SENDING, claim="x", claimed_at=timezone.now(), begun_at=timezone.now()
    )  # fmt: skip

    delivery.deliver(later(minutes=11))

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.to, mail.text) == ("doubtful", "a@example.org", "")
    assert server.counts == {}


# --- By the clock -----------------------------------------------------------------


def test_the_clock_asks_for_a_worker_when_mails_wait(db, monkeypatch):
    asked = []
    monkeypatch.setattr(delivery, "ask", lambda: asked.append(1))

    chores.have_mails_delivered(timezone.now())
    post("a")
    asked.clear()
    chores.have_mails_delivered(timezone.now())

    assert asked == [1]


@pytest.mark.parametrize(("days", "kept"), [(6.99, "a@example.org"), (7, "")])
def test_the_address_of_a_refused_mail_is_erased_in_time(db, server, days, kept):
    server.at_rcpt["a@example.org"] = ["550 No"]
    post("a")
    delivery.deliver()
    ended_at = OutgoingMail.objects.get().ended_at

    chores.forget_mails(ended_at + timedelta(days=days))

    assert OutgoingMail.objects.get().to == kept


def test_that_there_was_a_mail_is_forgotten_too(db, server):
    post("a")
    delivery.deliver()

    chores.forget_mails(timezone.now() + timedelta(days=401))

    assert OutgoingMail.objects.count() == 0
