import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from core import clock


class Command(BaseCommand):
    help = "Do what is due by the clock: once, or each minute with --forever."

    def add_arguments(self, parser):
        parser.add_argument(
            "--forever", action="store_true", help="again at the start of each minute"
        )
        parser.add_argument("--only", default="", help="one chore, by its name")
        parser.add_argument("--list", action="store_true", help="name the chores")

    def handle(self, *args, **options):
        names, only = clock.chores(), options["only"]
        if only and only not in names:
            raise CommandError(f"No chore is called {only}: see tick --list.")
        if options["list"]:
            self.stdout.write("\n".join(names))
            return
        while True:
            failed = clock.strike(timezone.now(), only)
            if not options["forever"]:
                break
            close_old_connections()
            time.sleep(60 - time.time() % 60)
        if failed:
            raise CommandError(f"These failed: {', '.join(failed)}. The log says why.")
