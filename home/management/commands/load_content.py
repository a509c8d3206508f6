from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from home.loading.reading import ContentError
from home.loading.writing import load


class Command(BaseCommand):
    help = "Load the first content; what an editor changed is never touched."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.SITE / "content"
        )

    def handle(self, *, folder, verbosity, **options):
        with translation.override("fr"):
            try:
                report = load(folder)
            except ContentError as error:
                raise CommandError(
                    f"Rien n'a été chargé : {len(error.mistakes)} erreur(s).\n{error}"
                ) from None
        self.stdout.write(
            f"Contenu : {len(report.created)} créés, {len(report.updated)} mis à jour, "
            f"{report.unchanged} inchangés, {len(report.kept)} laissés aux éditeurs."
        )
        if verbosity > 1:
            for identity in report.kept:
                self.stdout.write(f"  laissé : {identity}")
