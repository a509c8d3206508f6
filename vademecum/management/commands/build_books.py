from django.core.management.base import BaseCommand

from vademecum.book import shelf
from vademecum.models import BookFile


class Command(BaseCommand):
    help = "Make the books (PDF, EPUB, press kits) that changed; the others stay."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="make every one again")

    def handle(self, **options):
        if options["all"]:
            BookFile.objects.update(digest="")
        for name in shelf.build_all():
            self.stdout.write(name)
