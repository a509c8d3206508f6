from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jeudis import importing


class Command(BaseCommand):
    help = (
        "Imports past episodes from a CSV file, a .zip or a folder of Markdown files."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path)
        parser.add_argument(
            "--publier", action="store_true", help="publish them; else they are drafts"
        )

    def handle(self, *, source: Path, publier: bool, **options):
        try:
            if source.is_dir():
                rows, mistakes = importing.read_folder(source)
            else:
                with source.open("rb") as file:
                    content = file.read(importing.reading.MOST_BYTES + 1)
                rows, mistakes = importing.read(source.name, content)
        except (importing.Refused, OSError) as error:
            raise CommandError(str(error)) from error
        report = importing.write(rows, mistakes, publishes=publier)
        if report.mistakes:
            raise CommandError("\n".join(str(mistake) for mistake in report.mistakes))
        self.stdout.write(
            f"{len(report.created)} créés, {report.already} déjà là, rien d'autre n'a changé."
        )
