from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home import reviews


class Command(BaseCommand):
    help = "Write to each responsible, once a week, about the figures to read again."

    def handle(self, *args, **options):
        written, orphans = reviews.mail_the_week(timezone.now())
        for person in written:
            self.stdout.write(f"Écrit : {person.email}")
        if orphans:
            raise CommandError(
                "Personne ne répond de : "
                + ", ".join(figure.identifier for figure in orphans)
                + ". Donnez-leur un responsable, ou un membre au groupe Relecture."
            )
