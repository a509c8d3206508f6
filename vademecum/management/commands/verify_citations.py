from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vademecum import chain


class Command(BaseCommand):
    help = "Check that every published version is still what it was; name what is not."

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            metavar="HEAD",
            default="",
            help="a head noted elsewhere: nothing published before it may have changed",
        )

    def handle(self, *, expect, **options):
        found = chain.verify()
        if found.flaws:
            told = "\n".join(f"  {flaw.item} : {flaw.what}" for flaw in found.flaws)
            raise CommandError(f"{len(found.flaws)} chaîne(s) altérée(s).\n{told}")
        self.stdout.write(
            f"{found.items} élément(s) en {found.chains} chaîne(s) : tous intacts."
        )
        head = chain.head()
        self.stdout.write(f"Tête : {head}")
        if expect:
            self.compare(expect.strip().lower(), head)

    def compare(self, expected, head):
        if expected == head:
            self.stdout.write("C'est la tête attendue.")
            return
        since = next((at for at, past in chain.heads() if past == expected), None)
        if since is None:
            raise CommandError(
                "La tête attendue n'est ni celle d'aujourd'hui, ni une tête du passé : "
                "une version publiée a été récrite puis scellée à nouveau, ou retirée."
            )
        day = timezone.localtime(since)
        self.stdout.write(
            f"C'était la tête le {day:%d/%m/%Y à %H:%M} : "
            "rien de ce qui était publié alors n'a changé."
        )
