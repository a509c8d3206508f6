"""
Mails that came back, however they are kept: one on the standard input, or a mailbox.

    manage.py read_bounces < message            # an alias of the mail server: |…
    manage.py read_bounces --mailbox /var/mail/retours
    manage.py read_bounces --mailbox ~/Maildir  # read messages go to cur/, and are not read again
"""

import mailbox
import sys
from contextlib import closing
from email import message_from_binary_file
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter import bounces


class Command(BaseCommand):
    help = "Note the mails of the letter that came back, from one message or a mailbox."

    def add_arguments(self, parser):
        parser.add_argument("--mailbox", help="A Maildir folder, or an mbox file.")

    def handle(self, *args, mailbox=None, **options):
        messages = self.kept(mailbox) if mailbox else [message_from_binary_file(sys.stdin.buffer)]  # fmt: skip
        noted = unknown = 0
        for message in messages:
            report = bounces.read(message)
            if report is not None and bounces.note(report, timezone.now()):
                noted += 1
            else:
                unknown += 1
        self.stdout.write(f"Notés : {noted} ; sans suite : {unknown}")

    @staticmethod
    def kept(where: str):
        path = Path(where)
        if path.is_dir():
            yield from read_once(mailbox.Maildir(path, create=False))
        elif path.is_file():
            with closing(mailbox.mbox(path, create=False)) as box:
                yield from box
        else:
            raise CommandError(f"Ni dossier Maildir ni fichier mbox : {where}")


def read_once(folder: mailbox.Maildir):
    for key, message in folder.iteritems():
        if message.get_subdir() == "new":
            yield message
            message.set_subdir("cur")
            folder[key] = message
